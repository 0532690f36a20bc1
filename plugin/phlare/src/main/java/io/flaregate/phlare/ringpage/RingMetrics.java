package io.flaregate.phlare.ringpage;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Meter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of a ring in upstream's names (metrics.md). They are counted when they are scraped
 * and at no other time; what no member is in is 0. Thread-safe.
 */
final class RingMetrics {
  /** Zones beyond these are counted together, under {@link #OTHER_ZONES}. */
  static final int MAX_ZONES = 32;

  static final String OTHER_ZONES = "overflow";

  private static final long COUNT_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final RingSource source;
  private final LongSupplier nanoTime;
  private final String name;
  private final Gauge zoneMembers;

  /** Zones that have gauges, with their numbers in {@link Counts#inZones}. Guarded by this. */
  private final Map<String, Integer> zones = new HashMap<>();

  /** The zones of the ring when gauges were added last. Guarded by this. */
  private List<String> seenZones = List.of();

  private @Nullable Counts last;

  /** What one look at a ring gives; arrays are by the index of the state. */
  private static final class Counts {
    private final RingView view;
    private final long atNanos;
    private final int[] members = new int[MemberStates.ALL.size()];
    private final long[] oldest = new long[MemberStates.ALL.size()];
    private final int[][] inZones = new int[MAX_ZONES + 1][MemberStates.ALL.size()];

    Counts(RingView view, long atNanos) {
      this.view = view;
      this.atNanos = atNanos;
    }
  }

  private RingMetrics(Meter meter, RingSource source, String name, LongSupplier nanoTime) {
    this.source = source;
    this.name = name;
    this.nanoTime = nanoTime;
    zoneMembers =
        meter.gauge(
            "pyroscope_ring_zone_members",
            "Members of the ring by zone and state; Unhealthy: their heartbeat is too old.",
            "zone",
            "state",
            "name");
  }

  /**
   * Adds the metrics of a ring.
   *
   * @param name the label that tells it from other rings
   */
  static void add(Meter meter, RingSource source, String name, LongSupplier nanoTime) {
    RingMetrics metrics = new RingMetrics(meter, source, name, nanoTime);
    Gauge members =
        meter.gauge(
            "pyroscope_ring_members",
            "Members of the ring by state; Unhealthy: their heartbeat is too old.",
            "state",
            "name");
    Gauge oldest =
        meter.gauge(
            "pyroscope_ring_oldest_member_timestamp",
            "Unix time of the oldest heartbeat among the members in a state, in seconds.",
            "state",
            "name");
    for (int i = 0; i < MemberStates.ALL.size(); i++) {
      int state = i;
      members.observe(() -> metrics.counts().members[state], MemberStates.ALL.get(i), name);
      oldest.observe(() -> metrics.counts().oldest[state], MemberStates.ALL.get(i), name);
    }
    meter
        .gauge("pyroscope_ring_tokens_total", "Tokens of all members of the ring.", "name")
        .observe(() -> source.view().ring().tokenCount(), name);
    meter
        .gauge("flaregate_ring_view_age_seconds", "Seconds since the ring was last told.", "name")
        .observe(() -> source.view().age(nanoTime.getAsLong()).toNanos() / 1e9, name);
    source.onChange(metrics::addZones);
    metrics.addZones();
  }

  /** Gives new zones their gauges. Runs at each change of the ring, so it looks at little. */
  private synchronized void addZones() {
    List<String> now = source.view().ring().zones();
    // Cheap: heartbeats and states leave the list of zones the same object.
    if (now.equals(seenZones)) {
      return;
    }
    seenZones = now;
    for (String zone : now) {
      if (zones.containsKey(zone)) {
        continue;
      }
      boolean own = zones.size() < MAX_ZONES && !zone.equals(OTHER_ZONES);
      observe(own ? zone : OTHER_ZONES, own ? zones.size() : MAX_ZONES);
    }
  }

  private void observe(String zone, int number) {
    if (zones.putIfAbsent(zone, number) != null) {
      return;
    }
    for (int i = 0; i < MemberStates.ALL.size(); i++) {
      int state = i;
      zoneMembers.observe(
          () -> counts().inZones[number][state], zone, MemberStates.ALL.get(i), name);
    }
  }

  private synchronized Counts counts() {
    RingView view = source.view();
    long now = nanoTime.getAsLong();
    Counts known = last;
    if (known == null || !known.view.equals(view) || now - known.atNanos >= COUNT_AGAIN_NANOS) {
      known = count(view, now);
      last = known;
    }
    return known;
  }

  private Counts count(RingView view, long now) {
    Counts counts = new Counts(view, now);
    for (Instance member : view.ring().instances()) {
      int state = MemberStates.index(member, view.liveness());
      long heartbeat = member.heartbeatUnixSeconds();
      if (counts.members[state]++ == 0 || heartbeat < counts.oldest[state]) {
        counts.oldest[state] = heartbeat;
      }
      if (!member.zone().isEmpty()) {
        counts.inZones[zones.getOrDefault(member.zone(), MAX_ZONES)][state]++;
      }
    }
    return counts;
  }
}
