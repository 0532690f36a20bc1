package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.HintsConfig;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesRecord;
import io.flaregate.phlare.wal.log.Damage;
import io.flaregate.phlare.wal.log.DiskDirectory;
import io.flaregate.phlare.wal.log.LogFullException;
import io.flaregate.phlare.wal.log.LogListener;
import io.flaregate.phlare.wal.log.LogLockedException;
import io.flaregate.phlare.wal.log.LogOptions;
import io.flaregate.phlare.wal.log.RecordLog;
import io.flaregate.phlare.wal.log.RecordLostException;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hints in a log on disk, which are there again after a restart. Only their places are in memory.
 *
 * <p>A directory that is full, read-only or gone costs hints and nothing else: they are dropped and
 * counted, and the log goes on by itself when it can. One that cannot be opened at the start is
 * tried again; one that is another's is refused.
 */
final class DiskHints implements HintStore, LogListener {
  /** Beside its payload a record takes its frame, and its share of the file of acknowledgements. */
  static final int RECORD_BYTES = 64;

  /** How far files may grow over the bytes of hints, for what is done with and not deleted yet. */
  private static final int FILES_PER_BYTE = 2;

  private static final long PENDING_BYTES = 16 << 20;
  private static final long MIN_SEGMENT_BYTES = 1 << 20;
  private static final long MAX_SEGMENT_BYTES = 64 << 20;
  private static final int SEGMENTS = 16;

  private final Settings settings;
  private final HintsConfig config;
  private final HintQueues queues;
  private final HintMetrics metrics;
  private final ScheduledExecutorService executor;
  private final Duration retry;
  private final DiskDirectory directory;
  private volatile @Nullable RecordLog log;
  private volatile @Nullable Future<?> opening;
  private volatile String problem = "";
  private volatile boolean closed;

  private DiskHints(
      Settings settings,
      HintsConfig config,
      HintQueues queues,
      HintMetrics metrics,
      ScheduledExecutorService executor,
      Duration retry) {
    this.settings = requireNonNull(settings, "settings is null");
    this.config = requireNonNull(config, "config is null");
    this.queues = requireNonNull(queues, "queues is null");
    this.metrics = requireNonNull(metrics, "metrics is null");
    this.executor = requireNonNull(executor, "executor is null");
    this.retry = requireNonNull(retry, "retry is null");
    directory = new DiskDirectory(Path.of(config.directory()));
  }

  /**
   * Opens the directory; what is in it comes into the queues on the executor.
   *
   * @param retry how often a directory that cannot be opened is tried again
   * @throws ComponentException if the directory is another's
   */
  static DiskHints open(
      Settings settings,
      HintsConfig config,
      HintQueues queues,
      HintMetrics metrics,
      ScheduledExecutorService executor,
      Duration retry)
      throws ComponentException {
    DiskHints hints = new DiskHints(settings, config, queues, metrics, executor, retry);
    try {
      hints.openLog();
    } catch (LogLockedException e) {
      throw new ComponentException(settings.id() + ": hints::directory: " + e.getMessage(), e);
    } catch (IOException e) {
      hints.failed("open", e);
      hints.openLater();
    }
    return hints;
  }

  private void openLog() throws IOException {
    long segment = Math.max(MIN_SEGMENT_BYTES, config.maxBytes() / SEGMENTS);
    LogOptions options =
        new LogOptions(
            Math.min(segment, MAX_SEGMENT_BYTES),
            FILES_PER_BYTE * config.maxBytes() + MIN_SEGMENT_BYTES,
            PENDING_BYTES);
    RecordLog opened = RecordLog.open(directory, options, executor, this);
    log = opened;
    executor.execute(() -> replay(opened));
  }

  private void openLater() {
    opening = executor.schedule(this::tryToOpen, retry.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void tryToOpen() {
    if (closed) {
      return;
    }
    try {
      openLog();
      works();
    } catch (IOException e) {
      failed("open", e);
      openLater();
    }
  }

  private void replay(RecordLog from) {
    Map<String, String> names = new HashMap<>();
    try {
      from.replay((id, payload) -> found(from, id, payload, names));
    } catch (IOException e) {
      failed("read all hints of earlier runs", e);
    }
  }

  private void found(RecordLog from, long id, ByteBuffer payload, Map<String, String> names) {
    int bytes = payload.remaining();
    try {
      HintRecord record = HintRecord.read(payload);
      String tenant = names.computeIfAbsent(record.tenant(), name -> name);
      String ingester = names.computeIfAbsent(record.ingester(), name -> name);
      metrics.queued(ingester, queues);
      add(from, id, tenant, ingester, record.timeUnixNanos(), bytes, record.plainBytes());
    } catch (IllegalArgumentException e) {
      metrics.dropped(DropReason.DAMAGED, 1);
      log(Level.WARNING, "a hint in " + directory + " is dropped: " + e.getMessage());
      from.acknowledge(id);
    }
  }

  private void add(
      RecordLog in,
      long id,
      String tenant,
      String ingester,
      long timeUnixNanos,
      int bytes,
      int plainBytes) {
    HintBody body = new Body(in, id);
    long counted = bytes + (long) RECORD_BYTES;
    queues.add(ingester, new Hint(tenant, body, timeUnixNanos, id, counted, plainBytes));
  }

  @Override
  public void keep(String tenant, String ingester, EncodedSeries series, long timeUnixNanos) {
    RecordLog into = log;
    if (closed || into == null || !HintRecord.canHold(tenant, ingester)) {
      metrics.dropped(closed ? DropReason.SHUTDOWN : DropReason.DISK, 1);
      return;
    }
    byte[][] parts = HintRecord.parts(tenant, ingester, timeUnixNanos, series);
    int bytes = 0;
    for (byte[] part : parts) {
      bytes += part.length;
    }
    int length = bytes;
    into.append(List.<byte[][]>of(parts))
        .whenComplete(
            (id, failure) -> {
              if (failure != null) {
                boolean full = failure instanceof LogFullException;
                metrics.dropped(full ? DropReason.FULL : DropReason.DISK, 1);
              } else if (!closed) {
                add(into, id, tenant, ingester, timeUnixNanos, length, series.plainBytes());
              }
            });
  }

  /** A record of a log. */
  private record Body(RecordLog log, long id) implements HintBody {
    @Override
    public EncodedSeries load() throws IOException {
      try {
        ByteBuffer payload = ByteBuffer.wrap(log.read(id));
        HintRecord.skip(payload);
        return SeriesRecord.read(payload);
      } catch (IllegalArgumentException e) {
        throw new RecordLostException("hint " + id + " cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public void release() {
      log.acknowledge(id);
    }
  }

  @Override
  public void committed(int records, long bytes, long forceNanos) {
    works();
  }

  @Override
  public void failed(String what, Exception why) {
    boolean first = problem.isEmpty();
    problem = "cannot " + what + ": " + why;
    if (first) {
      log(
          Level.WARNING,
          "hints in " + directory + " are dropped for now: " + problem + "; it is tried again");
    }
  }

  private synchronized void works() {
    if (!problem.isEmpty()) {
      problem = "";
      log(Level.INFO, "hints are kept in " + directory + " again");
    }
  }

  @Override
  public void damaged(Damage damage) {
    if (damage.records() > 0) {
      metrics.dropped(DropReason.DAMAGED, damage.records());
    }
    log(
        Level.WARNING,
        "hints: "
            + damage.file()
            + " in "
            + directory
            + " is damaged: "
            + damage.records()
            + " hints are lost, "
            + damage.bytes()
            + " bytes cannot be read");
  }

  private void log(Level level, String message) {
    settings.logger().log(level, "exporter " + settings.id() + ": " + message);
  }

  @Override
  public String place() {
    return directory.toString();
  }

  @Override
  public String problem() {
    return problem;
  }

  @Override
  public boolean survives() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
    Future<?> later = opening;
    if (later != null) {
      later.cancel(false);
    }
    RecordLog open = log;
    if (open == null) {
      return;
    }
    try {
      open.close();
    } catch (IOException e) {
      log(Level.WARNING, "hints in " + directory + " cannot be closed: " + e.getMessage());
    }
  }
}
