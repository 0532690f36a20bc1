package io.flaregate.phlare.hints;

import io.flaregate.phlare.hints.HintQueues.Waiting;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.spi.telemetry.Meter;
import java.time.Clock;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToDoubleFunction;

/** What is counted of hints. Thread-safe. */
final class HintMetrics {
  private static final double NANOS_PER_SECOND = 1e9;

  private final String component;
  private final Clock clock;
  private final Counter queued;
  private final Counter handedOver;
  private final Counter pushes;
  private final Counter dropped;
  private final Gauge count;
  private final Gauge bytes;
  private final Gauge oldest;

  /** For the page; the metrics are of all components together. */
  private final Map<DropReason, AtomicLong> drops = new EnumMap<>(DropReason.class);

  private final AtomicLong handed = new AtomicLong();

  /** Ingesters that have gauges. Guarded by this. */
  private final Set<String> observed = new HashSet<>();

  HintMetrics(Meter meter, String component, Clock clock) {
    this.component = component;
    this.clock = clock;
    queued =
        meter.counter("flaregate_hints_taken_total", "Hints taken for each ingester.", "ingester");
    handedOver =
        meter.counter(
            "flaregate_hints_handed_over_total",
            "Hints that each ingester has stored.",
            "ingester");
    pushes =
        meter.counter(
            "flaregate_hints_pushes_total",
            "Pushes of hints to each ingester by the status of its answer.",
            "ingester",
            "status");
    dropped =
        meter.counter(
            "flaregate_hints_dropped_total",
            "Hints that were not handed over, by reason.",
            "reason");
    count =
        meter.gauge(
            "flaregate_hints_queued",
            "Hints that wait for each ingester.",
            "component",
            "ingester");
    bytes =
        meter.gauge(
            "flaregate_hints_bytes",
            "Bytes of the hints that wait for each ingester.",
            "component",
            "ingester");
    oldest =
        meter.gauge(
            "flaregate_hints_oldest_seconds",
            "Age of the oldest profile among the hints for each ingester; 0: none waits.",
            "component",
            "ingester");
    for (DropReason reason : DropReason.values()) {
      drops.put(reason, new AtomicLong());
    }
  }

  /** A hint was taken for an ingester; the first time it gets its gauges. */
  void queued(String ingester, HintQueues queues) {
    queued.increment(ingester);
    boolean fresh;
    synchronized (this) {
      fresh = observed.add(ingester);
    }
    if (fresh) {
      observe(count, ingester, queues, Waiting::count);
      observe(bytes, ingester, queues, Waiting::bytes);
      observe(oldest, ingester, queues, this::ageSeconds);
    }
  }

  private void observe(
      Gauge gauge, String ingester, HintQueues queues, ToDoubleFunction<Waiting> value) {
    gauge.observe(
        () -> {
          Waiting waiting = queues.waiting(ingester);
          return waiting == null ? 0 : value.applyAsDouble(waiting);
        },
        component,
        ingester);
  }

  /** The age of the oldest profile that waits. */
  double ageSeconds(Waiting waiting) {
    long age = HintQueues.unixNanos(clock) - waiting.oldestUnixNanos();
    return Math.max(0, age) / NANOS_PER_SECOND;
  }

  void pushed(String ingester, String status) {
    pushes.increment(ingester, status);
  }

  void handedOver(String ingester, int hints) {
    handed.addAndGet(hints);
    handedOver.add(hints, ingester);
  }

  void dropped(DropReason reason, long hints) {
    counted(reason).addAndGet(hints);
    dropped.add((double) hints, reason.label());
  }

  /** How many hints this component has dropped for a reason. */
  long drops(DropReason reason) {
    return counted(reason).get();
  }

  private AtomicLong counted(DropReason reason) {
    AtomicLong counter = drops.get(reason);
    if (counter == null) {
      throw new IllegalStateException("no counter of " + reason);
    }
    return counter;
  }

  /** How many hints of this component ingesters have stored. */
  long handedOver() {
    return handed.get();
  }
}
