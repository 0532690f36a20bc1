package io.flaregate.transport.tenant;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Whose a request is, as far as its headers tell.
 *
 * @param tenant the tenant; empty if the profiles' resources name it
 * @param attribute the resource attribute that names it; empty if the headers did
 * @param bound the tenants that the sender may send for; empty: any
 */
public record Tenancy(String tenant, String attribute, List<String> bound) {
  public Tenancy {
    requireNonNull(tenant, "tenant is null");
    requireNonNull(attribute, "attribute is null");
    bound = List.copyOf(bound);
  }

  /** A request of one tenant, which is known. */
  static Tenancy of(String tenant) {
    return new Tenancy(tenant, "", List.of());
  }

  /** A request whose resources name their tenants. */
  static Tenancy ofAttribute(String attribute, List<String> bound) {
    return new Tenancy("", attribute, bound);
  }

  /** Whether the profiles' resources name their tenants. */
  public boolean isOfAttribute() {
    return !attribute.isEmpty();
  }

  /** Whether the sender may send for a tenant. */
  public boolean allows(String named) {
    return bound.isEmpty() || bound.contains(named);
  }
}
