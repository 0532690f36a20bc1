package io.flaregate.phlare.durable;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.delivery.Delivery;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.wal.log.DiskDirectory;
import io.flaregate.phlare.wal.log.LogFullException;
import io.flaregate.phlare.wal.log.LogOptions;
import io.flaregate.phlare.wal.log.RecordLog;
import io.flaregate.spi.component.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes series into a write-ahead log and delivers them from there until they are stored ({@code
 * ack: durable}). Thread-safe.
 *
 * <p>Where a series goes is decided when it is delivered, so series are taken while no ingester is
 * in the ring. Each is done with by itself: stored, or refused for good, which makes it a dead
 * letter. Delivery is at least once.
 */
public final class DurableQueue {
  private static final long SEGMENT_BYTES = 32 << 20;
  private static final long MIN_SEGMENT_BYTES = 1 << 20;
  private static final int SEGMENTS_AT_LEAST = 16;

  private final QueueMetrics metrics;
  private final Settings settings;
  private final RecordLog log;
  private final DeadLetters dead;
  private final Deliverer deliverer;
  private final Thread replay;
  private final long maxBytes;
  private volatile @Nullable Exception replayFailure;
  private boolean closed;

  private DurableQueue(
      QueueMetrics metrics, RecordLog log, DeadLetters dead, Deliverer deliverer, long maxBytes) {
    this.metrics = metrics;
    this.settings = metrics.settings();
    this.log = log;
    this.dead = dead;
    this.deliverer = deliverer;
    this.maxBytes = maxBytes;
    replay = new Thread(this::replay, "wal-replay " + settings.id());
    replay.setDaemon(true);
  }

  /**
   * Opens the log in a directory and begins to deliver what is in it.
   *
   * @param maxBytes the bound of the log (wal.max_bytes)
   * @param batchBytes the most bytes of series that are tried together, but for a larger one
   * @param parallel how many batches are under way at once
   * @throws IOException if the directory is in use or cannot be used
   */
  public static DurableQueue open(
      Settings settings,
      Path directory,
      long maxBytes,
      long batchBytes,
      int parallel,
      RetryPolicy retry,
      Delivery delivery,
      SeriesPlacer placer)
      throws IOException {
    QueueMetrics metrics = new QueueMetrics(settings);
    long segment =
        Math.max(MIN_SEGMENT_BYTES, Math.min(SEGMENT_BYTES, maxBytes / SEGMENTS_AT_LEAST));
    LogOptions options = new LogOptions(segment, maxBytes, maxBytes);
    RecordLog log =
        RecordLog.open(new DiskDirectory(directory), options, settings.callbacks(), metrics);
    DeadLetters dead = null;
    try {
      DiskDirectory folder = new DiskDirectory(deadLetters(directory));
      dead = DeadLetters.open(folder, settings.callbacks(), metrics);
    } finally {
      if (dead == null) {
        log.close();
      }
    }
    Deliverer deliverer =
        new Deliverer(metrics, log, dead, retry, delivery, placer, batchBytes, parallel);
    DurableQueue queue = new DurableQueue(metrics, log, dead, deliverer, maxBytes);
    queue.observe();
    queue.replay.start();
    return queue;
  }

  /** Where the dead letters of a log are. */
  public static Path deadLetters(Path directory) {
    return directory.resolve(DeadLetters.FOLDER);
  }

  private void observe() {
    gauge("flaregate_wal_bytes", "Bytes of the log's files.", () -> log.stats().bytes());
    gauge("flaregate_wal_max_bytes", "The bound of the log (wal.max_bytes).", () -> maxBytes);
    gauge("flaregate_wal_records", "Series that wait for delivery.", () -> log.stats().records());
    gauge(
        "flaregate_wal_oldest_seconds",
        "How long the oldest series has waited.",
        () -> oldestMillis() / 1e3);
    gauge("flaregate_wal_dead_records", "Dead letters that are kept.", dead::count);
    gauge(
        "flaregate_wal_under_way_bytes",
        "Bytes of series that are being delivered.",
        deliverer::bytesUnderWay);
  }

  private void gauge(String name, String help, java.util.function.DoubleSupplier value) {
    settings.meter().gauge(name, help, "exporter").observe(value, metrics.exporter());
  }

  /** How long the oldest series has waited, in milliseconds; 0 if none waits. */
  private double oldestMillis() {
    long id = log.oldestId();
    if (id == 0) {
      return 0;
    }
    try {
      QueuedSeries oldest = QueuedSeries.parse(java.nio.ByteBuffer.wrap(log.read(id)));
      return Math.max(0, settings.clock().millis() - oldest.acceptedUnixMillis());
    } catch (IOException e) {
      // It has just been delivered, or is damaged, which delivery finds out.
      return 0;
    }
  }

  private void replay() {
    try {
      log.replay(deliverer::found);
    } catch (IOException | RuntimeException e) {
      replayFailure = e;
      metrics.failed("read what earlier runs left", e);
    }
    deliverer.wake();
  }

  /**
   * Takes series of a tenant. The stage completes when they are on the disk, and fails with an
   * {@link IOException}, whose text is for the sender, if they cannot be kept.
   */
  public CompletionStage<Void> accept(String tenant, List<EncodedSeries> series) {
    requireNonNull(tenant, "tenant is null");
    long now = settings.clock().millis();
    List<byte[][]> records = new ArrayList<>(series.size());
    for (EncodedSeries each : series) {
      records.add(new QueuedSeries(tenant, now, "", each).toRecord());
    }
    long start = System.nanoTime();
    CompletableFuture<Void> taken = new CompletableFuture<>();
    log.append(records)
        .whenComplete(
            (first, failure) -> {
              if (first == null) {
                taken.completeExceptionally(refused(failure));
              } else {
                metrics.appended(System.nanoTime() - start);
                deliverer.add(tenant, first, records.size());
                taken.complete(null);
              }
            });
    return taken;
  }

  private IOException refused(@Nullable Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof LogFullException) {
      metrics.full();
      metrics.warn(String.valueOf(cause.getMessage()));
      return new IOException(
          "the write-ahead log is full (wal.max_bytes: " + maxBytes + ")", cause);
    }
    return new IOException("the write-ahead log cannot be written at present", cause);
  }

  /**
   * Has the dead letters tried again.
   *
   * @throws IOException if the log cannot take them; those that it took are tried
   */
  public void reviveDead() throws IOException {
    dead.takeAll(
        letter -> {
          byte[][] record = letter.dead("").toRecord();
          long id = log.append(List.<byte[][]>of(record)).toCompletableFuture().join();
          deliverer.add(letter.tenant(), id, 1);
        });
  }

  /** How it is, for a page. */
  public QueueStatus status() {
    return deliverer.status(log.stats(), maxBytes, oldestMillis(), dead.count(), dead.dropped());
  }

  /** Whether nothing waits and everything that earlier runs left has been read. */
  public boolean isDrained() {
    return !log.stats().replaying() && log.stats().records() == 0;
  }

  /** Why what earlier runs left could not be read to the end; null if it could, or is being. */
  public @Nullable Exception replayFailure() {
    return replayFailure;
  }

  /** Begins no delivery any more; those under way go on. */
  public void stop() {
    deliverer.stop();
  }

  /**
   * Waits for deliveries under way, makes everything safe and gives the directory back.
   *
   * @param deadlineNanos the {@link System#nanoTime} until which to wait; what is not stored then
   *     is delivered by the next run
   */
  public void close(long deadlineNanos) {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    deliverer.stop();
    try {
      if (!deliverer.awaitIdle(deadlineNanos)) {
        metrics.warn("closed while series are being delivered; the next run delivers them again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      log.close();
      dead.close();
      replay.join(TimeUnit.SECONDS.toMillis(10));
    } catch (IOException e) {
      metrics.failed("close", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
