package io.flaregate.phlare.limitspage;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.LimitsSnapshot.TenantOverride;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Limits by their keys, each with where it comes from. */
final class LimitsView {
  /** Where a limit comes from. */
  enum Origin {
    /** Nobody wrote it. */
    DEFAULT("default"),
    /** The gateway's configuration has it for all tenants. */
    CONFIGURATION("configuration"),
    /** The file of overrides has it for the tenant. */
    OVERRIDES("overrides");

    private final String word;

    Origin(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /**
   * A limit.
   *
   * @param value what is in force
   * @param origin where that comes from
   */
  record Limit(Object value, Origin origin) {}

  private LimitsView() {}

  /** The limits of a tenant about which nothing is said. */
  static Map<String, Limit> base(LimitsSnapshot snapshot) {
    Map<String, Object> defaults = ConfigTree.of(LimitsConfig.defaults());
    Map<String, Limit> limits = new LinkedHashMap<>();
    ConfigTree.of(snapshot.base().config())
        .forEach(
            (key, value) ->
                limits.put(
                    key,
                    new Limit(
                        value,
                        value.equals(defaults.get(key)) ? Origin.DEFAULT : Origin.CONFIGURATION)));
    return limits;
  }

  /** The limits of a tenant. */
  static Map<String, Limit> of(LimitsSnapshot snapshot, String tenant) {
    Map<String, Limit> limits = base(snapshot);
    TenantOverride override = snapshot.overrides().get(tenant);
    if (override != null) {
      addWritten(limits, override);
    }
    return limits;
  }

  private static void addWritten(Map<String, Limit> limits, TenantOverride override) {
    Map<String, Object> values = ConfigTree.of(override.limits().config());
    Set<String> written = override.keys();
    values.forEach(
        (key, value) -> {
          if (written.contains(key)) {
            limits.put(key, new Limit(value, Origin.OVERRIDES));
          }
        });
  }

  /** Those that somebody wrote: for a tenant's own limits those of the file only. */
  static Map<String, Limit> written(Map<String, Limit> limits, Origin by) {
    Map<String, Limit> written = new LinkedHashMap<>();
    limits.forEach(
        (key, limit) -> {
          if (limit.origin() == by) {
            written.put(key, limit);
          }
        });
    return written;
  }
}
