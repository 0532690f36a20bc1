package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.KvStoreConfig.Store;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The ring of ingesters, in the words and with the defaults of Pyroscope's {@code
 * ingester.lifecycler.ring}.
 *
 * @param kvstore where its members are listed
 * @param staticInstances its members, with {@code kvstore.store: static}
 * @param heartbeatTimeout how old a member's heartbeat may be before it counts as dead; members of
 *     a static or in-memory ring send none and count as alive
 * @param replicationFactor how many ingesters keep each series
 * @param zoneAwarenessEnabled whether the copies of a series go to different zones
 * @param excludedZones zones whose members are left out, separated by commas
 * @param allowForget whether a person may take members out of the ring
 * @param distributor how this gateway shows itself among the distributors
 */
public record PhlareRingConfig(
    @Description("Where the ring's members are listed.") KvStoreConfig kvstore,
    @Description("The ring's members, with kvstore.store: static.")
        List<StaticInstance> staticInstances,
    @Description(
            "Age of a heartbeat after which a member counts as dead; static and inmemory"
                + " members send none.")
        Duration heartbeatTimeout,
    @Description("How many ingesters keep each series.") int replicationFactor,
    @Description("Whether the copies of a series go to different zones.")
        boolean zoneAwarenessEnabled,
    @Description("Zones whose members are left out, separated by commas.") String excludedZones,
    @Description("Whether members may be taken out of the ring by hand, on the ring page.")
        boolean allowForget,
    @Description("How this gateway shows itself among the distributors.")
        DistributorRingConfig distributor)
    implements Validated {

  public PhlareRingConfig {
    requireNonNull(kvstore, "kvstore is null");
    staticInstances = List.copyOf(staticInstances);
    requireNonNull(heartbeatTimeout, "heartbeatTimeout is null");
    requireNonNull(excludedZones, "excludedZones is null");
    requireNonNull(distributor, "distributor is null");
  }

  /** Upstream's defaults, and no members. */
  public static PhlareRingConfig defaults() {
    return new PhlareRingConfig(
        KvStoreConfig.defaults(),
        List.of(),
        Duration.ofMinutes(1),
        1,
        false,
        "",
        false,
        DistributorRingConfig.defaults());
  }

  /** The same for a reader that does not show itself among the distributors. */
  public PhlareRingConfig unregistered() {
    return new PhlareRingConfig(
        kvstore,
        staticInstances,
        heartbeatTimeout,
        replicationFactor,
        zoneAwarenessEnabled,
        excludedZones,
        allowForget,
        distributor.disabled());
  }

  /** The zones that are left out. */
  public Set<String> excludedZoneSet() {
    return Arrays.stream(excludedZones.split(",", -1))
        .map(String::trim)
        .filter(zone -> !zone.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void validate(Problems problems) {
    if (heartbeatTimeout.isNegative() || heartbeatTimeout.isZero()) {
      problems.error(
          "heartbeat_timeout",
          "is " + Durations.format(heartbeatTimeout) + ", must be more than 0");
    }
    if (replicationFactor < 1) {
      problems.error("replication_factor", "is " + replicationFactor + ", must be at least 1");
    } else if (replicationFactor == 1) {
      problems.warning(
          "replication_factor", "is 1: losing one ingester loses data; 3 survives the loss of one");
    }
    if (kvstore.store() == Store.STATIC) {
      validateStatic(problems);
    } else if (!staticInstances.isEmpty()) {
      problems.error("static_instances", "need kvstore.store: static");
    }
  }

  private void validateStatic(Problems problems) {
    Set<String> excluded = excludedZoneSet();
    long used = staticInstances.stream().filter(one -> !excluded.contains(one.zone())).count();
    if (staticInstances.isEmpty()) {
      problems.error("static_instances", "is empty; kvstore.store: static needs ingesters");
    } else if (used < replicationFactor) {
      problems.warning(
          "static_instances",
          "lists " + used + " usable ingesters (replication_factor: " + replicationFactor + ")");
    }
    if (zoneAwarenessEnabled && staticInstances.stream().anyMatch(one -> one.zone().isEmpty())) {
      problems.warning("zone_awareness_enabled", "is true, but some static_instances have no zone");
    }
    reportTwins(problems, "id", StaticInstance::id);
    reportTwins(problems, "addr", StaticInstance::addr);
    reportTokenTwins(problems);
  }

  private void reportTwins(Problems problems, String key, Function<StaticInstance, String> part) {
    Map<String, Integer> first = new HashMap<>();
    for (int i = 0; i < staticInstances.size(); i++) {
      String value = part.apply(staticInstances.get(i));
      Integer other = first.putIfAbsent(value, i);
      if (other != null && !value.isEmpty()) {
        problems.error(
            "static_instances::" + i + "::" + key,
            "\"" + value + "\" is that of static_instances::" + other + " too");
      }
    }
  }

  /** Not an error: as upstream, the member with the lowest id then owns the token. */
  private void reportTokenTwins(Problems problems) {
    Map<Long, Integer> owners = new HashMap<>();
    for (int i = 0; i < staticInstances.size(); i++) {
      for (long token : staticInstances.get(i).tokens()) {
        Integer other = owners.putIfAbsent(token, i);
        if (other != null && other != i) {
          problems.warning(
              "static_instances::" + i + "::tokens",
              "token " + token + " is in static_instances::" + other + " too");
        }
      }
    }
  }
}
