package io.flaregate.spi.config;

import static java.util.Objects.requireNonNull;

/**
 * A text that is never printed.
 *
 * @param value the text
 */
public record Secret(String value) {
  public Secret {
    requireNonNull(value, "value is null");
  }

  @Override
  public String toString() {
    return value.isEmpty() ? "" : "[REDACTED]";
  }
}
