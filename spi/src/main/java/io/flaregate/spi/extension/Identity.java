package io.flaregate.spi.extension;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Who sends a request.
 *
 * @param subject a name for logs, never a secret
 * @param tenants the tenants that it may send for; empty: any
 */
public record Identity(String subject, List<String> tenants) {
  public Identity {
    requireNonNull(subject, "subject is null");
    tenants = List.copyOf(tenants);
  }
}
