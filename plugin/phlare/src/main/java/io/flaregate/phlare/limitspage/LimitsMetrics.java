package io.flaregate.phlare.limitspage;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.LimitsSnapshot.TenantOverride;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Meter;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The limits that are numbers, as upstream's metrics. A gauge cannot be taken back: a limit that
 * was written for a tenant and no longer is shows what the tenant then has. Not thread-safe.
 */
public final class LimitsMetrics {
  /** How many tenants are shown, so that a long file does not fill the registry. */
  private static final int MAX_TENANTS = 500;

  private final Gauge defaults;
  private final Gauge overrides;
  private final Set<Shown> shown = new HashSet<>();

  private record Shown(String limit, String tenant) {}

  /** Metrics that say nothing yet. */
  public LimitsMetrics(Meter meter) {
    defaults =
        meter.gauge(
            "pyroscope_limits_defaults",
            "Limits of a tenant about which nothing is said.",
            "limit_name");
    overrides =
        meter.gauge(
            "pyroscope_limits_overrides",
            "Limits that are written for single tenants.",
            "limit_name",
            "tenant");
  }

  /** Shows limits from now on. */
  public void show(LimitsSnapshot snapshot) {
    numbers(snapshot.base().config()).forEach((limit, value) -> defaults.set(value, limit));
    new TreeMap<>(snapshot.overrides())
        .entrySet().stream()
            .limit(MAX_TENANTS)
            .forEach(each -> add(each.getKey(), each.getValue()));
    for (Shown each : shown) {
      Double value = numbers(snapshot.of(each.tenant()).config()).get(each.limit());
      if (value != null) {
        overrides.set(value, each.limit(), each.tenant());
      }
    }
  }

  private void add(String tenant, TenantOverride override) {
    for (String limit : numbers(override.limits().config()).keySet()) {
      if (override.keys().contains(limit)) {
        shown.add(new Shown(limit, tenant));
      }
    }
  }

  private static Map<String, Double> numbers(LimitsConfig config) {
    Map<String, Double> numbers = new TreeMap<>();
    ConfigTree.of(config)
        .forEach(
            (key, value) -> {
              if (value instanceof Number number) {
                numbers.put(key, number.doubleValue());
              }
            });
    return numbers;
  }
}
