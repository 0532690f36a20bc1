package io.flaregate.phlare.durable;

import io.flaregate.phlare.wal.log.Damage;
import io.flaregate.phlare.wal.log.LogListener;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What the queue counts and logs; a disk that fails is told of once a while, not per record. */
final class QueueMetrics implements LogListener {
  private static final double[] SECONDS = {
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
  };
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final Settings settings;
  private final String exporter;
  private final Counter delivered;
  private final Counter retried;
  private final Counter dead;
  private final Counter deadDropped;
  private final Counter full;
  private final Counter failures;
  private final Counter damagedRecords;
  private final Counter damagedBytes;
  private final Counter tornBytes;
  private final Histogram append;
  private final Histogram fsync;
  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  QueueMetrics(Settings settings) {
    this.settings = settings;
    exporter = settings.id().toString();
    Meter meter = settings.meter();
    delivered = counter(meter, "flaregate_wal_delivered_total", "Series delivered from the log.");
    retried =
        counter(
            meter, "flaregate_wal_retries_total", "Tries of series that failed and come again.");
    dead =
        meter.counter(
            "flaregate_wal_dead_total",
            "Series that became dead letters, by reason.",
            "exporter",
            "reason");
    deadDropped =
        counter(
            meter, "flaregate_wal_dead_dropped_total", "Dead letters that made room for new ones.");
    full =
        counter(
            meter, "flaregate_wal_full_total", "Requests refused since wal.max_bytes is reached.");
    failures =
        counter(
            meter,
            "flaregate_wal_failures_total",
            "Times that the log's disk did not do its work.");
    damagedRecords =
        counter(
            meter,
            "flaregate_wal_damaged_records_total",
            "Series that were acknowledged and lost to a damaged or deleted file.");
    damagedBytes =
        counter(
            meter, "flaregate_wal_damaged_bytes_total", "Bytes of the log that are unreadable.");
    tornBytes =
        counter(
            meter,
            "flaregate_wal_torn_bytes_total",
            "Bytes of writes that were never acknowledged, found after a crash.");
    append =
        meter.histogram(
            "flaregate_wal_append_seconds",
            "How long requests waited until the log had them.",
            SECONDS,
            "exporter");
    fsync =
        meter.histogram(
            "flaregate_wal_fsync_seconds", "How long the log's fsyncs took.", SECONDS, "exporter");
  }

  private static Counter counter(Meter meter, String name, String help) {
    return meter.counter(name, help, "exporter");
  }

  Settings settings() {
    return settings;
  }

  String exporter() {
    return exporter;
  }

  void delivered(int series) {
    delivered.add(series, exporter);
  }

  void retried(int series) {
    retried.add(series, exporter);
  }

  void dead(String reason, int series) {
    dead.add(series, exporter, reason);
  }

  void deadDropped(long series) {
    deadDropped.add((double) series, exporter);
  }

  void full() {
    full.increment(exporter);
  }

  void appended(long nanos) {
    append.record(nanos / NANOS_PER_SECOND, exporter);
  }

  /** A record that was acknowledged cannot be had any more. */
  void lost(String why) {
    damagedRecords.increment(exporter);
    warn("a series is lost: " + why);
  }

  /** Tells an operator, but no more than once in {@link #QUIET_NANOS}. */
  void warn(String text) {
    long until = quietUntil.get();
    long now = System.nanoTime();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + QUIET_NANOS)) {
      settings
          .logger()
          .log(System.Logger.Level.WARNING, "exporter {0}: write-ahead log: {1}", exporter, text);
    }
  }

  @Override
  public void committed(int records, long bytes, long forceNanos) {
    fsync.record(forceNanos / NANOS_PER_SECOND, exporter);
  }

  @Override
  public void failed(String what, Exception why) {
    failures.increment(exporter);
    String text = why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage();
    warn("cannot " + what + ": " + text);
  }

  @Override
  public void damaged(Damage damage) {
    damagedRecords.add((double) damage.records(), exporter);
    damagedBytes.add((double) (damage.bytes() - damage.tornBytes()), exporter);
    tornBytes.add((double) damage.tornBytes(), exporter);
    settings
        .logger()
        .log(
            System.Logger.Level.WARNING,
            "exporter {0}: write-ahead log: {1}: {2} series lost to damage, {3} bytes unreadable,"
                + " of which {4} are of writes that nobody was told of",
            exporter,
            damage.file(),
            damage.records(),
            damage.bytes(),
            damage.tornBytes());
  }
}
