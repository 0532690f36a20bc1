package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.Set;

/**
 * The limits of all tenants at one time. Immutable.
 *
 * @param base those of a tenant about which nothing is said
 * @param overrides those of the others, by tenant
 */
public record LimitsSnapshot(TenantLimits base, Map<String, TenantOverride> overrides) {

  /**
   * The limits of one tenant.
   *
   * @param limits all of them, those of the base included
   * @param keys the keys that are written for this tenant
   */
  public record TenantOverride(TenantLimits limits, Set<String> keys) {
    public TenantOverride {
      requireNonNull(limits, "limits is null");
      keys = Set.copyOf(keys);
    }
  }

  public LimitsSnapshot {
    requireNonNull(base, "base is null");
    overrides = Map.copyOf(overrides);
  }

  /** The same limits for every tenant. */
  public static LimitsSnapshot of(LimitsConfig config) {
    return new LimitsSnapshot(new TenantLimits(config), Map.of());
  }

  /** The limits of a tenant. */
  public TenantLimits of(String tenant) {
    TenantOverride override = overrides.get(tenant);
    return override == null ? base : override.limits();
  }
}
