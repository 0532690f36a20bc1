package io.flaregate.phlare.durable;

import io.flaregate.phlare.delivery.Delivery;
import io.flaregate.phlare.delivery.InflightBudget;
import io.flaregate.phlare.delivery.WriteRequest;
import io.flaregate.phlare.delivery.WriteResult;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.wal.log.LogStats;
import io.flaregate.phlare.wal.log.RecordLog;
import io.flaregate.phlare.wal.log.RecordLostException;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.Cancellation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Takes batches off the {@link Schedule}, reads them from the log and has them delivered. Its work
 * is done on the host's workers, by one of them at a time.
 */
final class Deliverer {
  private static final int MAX_BATCH = 256;
  private static final long NO_ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final RetryPolicy PAUSE =
      new RetryPolicy(
          java.time.Duration.ofMillis(100),
          0.5,
          2,
          java.time.Duration.ofSeconds(10),
          java.time.Duration.ZERO);

  private final QueueMetrics metrics;
  private final Settings settings;
  private final RecordLog log;
  private final RetryPolicy retry;
  private final Delivery delivery;
  private final SeriesPlacer placer;
  private final Settlement settlement;
  private final long batchBytes;
  private final int parallel;
  private final AtomicInteger wakeUps = new AtomicInteger();

  // Guarded by this.
  private final Schedule schedule = new Schedule();
  private final SeriesOrder order = new SeriesOrder();
  private int underWay;
  private long bytesUnderWay;
  private boolean stopped;
  private @Nullable Future<?> timer;

  Deliverer(
      QueueMetrics metrics,
      RecordLog log,
      DeadLetters dead,
      RetryPolicy retry,
      Delivery delivery,
      SeriesPlacer placer,
      long batchBytes,
      int parallel) {
    this.metrics = metrics;
    settings = metrics.settings();
    this.log = log;
    this.retry = retry;
    this.delivery = delivery;
    this.placer = placer;
    this.batchBytes = batchBytes;
    this.parallel = parallel;
    settlement = new Settlement(metrics, log, dead, retry, this);
  }

  /** Series that the log has just taken. */
  void add(String tenant, long firstId, int count) {
    synchronized (this) {
      for (long id = firstId; id < firstId + count; id++) {
        schedule.add(tenant, id);
      }
    }
    wake();
  }

  /** A record that an earlier run left. */
  void found(long id, ByteBuffer record) {
    try {
      String tenant = QueuedSeries.tenantOf(record);
      synchronized (this) {
        schedule.add(tenant, id);
      }
    } catch (IOException e) {
      // It stays where it is, for a version that understands it.
      metrics.failed("read record " + id, e);
    }
    wake();
  }

  /** Has a worker look for something to do. */
  void wake() {
    if (wakeUps.getAndIncrement() > 0) {
      return;
    }
    try {
      settings.workers().execute(this::run);
    } catch (RejectedExecutionException e) {
      // The host is past its end; what waits is delivered by the next run.
      wakeUps.set(0);
    }
  }

  private void run() {
    int seen;
    do {
      seen = wakeUps.get();
      try {
        Batch batch = take();
        while (batch != null) {
          begin(batch);
          batch = take();
        }
      } catch (RuntimeException e) {
        // A bug must not end delivery.
        metrics.failed("deliver", e);
      }
    } while (!wakeUps.compareAndSet(seen, 0));
  }

  private @Nullable Batch take() {
    Schedule.Tenant tenant;
    Schedule.Retry again;
    List<Long> ids = new ArrayList<>();
    synchronized (this) {
      // Half of the budget is left to what senders wait for.
      boolean mayBegin = underWay == 0 || bytesUnderWay < delivery.budget().maxBytes() / 2;
      if (stopped || underWay >= parallel || !mayBegin) {
        return null;
      }
      long now = System.nanoTime();
      int share = Math.max(1, parallel / Math.min(4, Math.max(1, schedule.tenants())));
      tenant = schedule.next(now, share);
      if (tenant == null) {
        arm(schedule.nanosUntilDue(now));
        return null;
      }
      again = tenant.nextRetry(now);
      if (again == null) {
        takeFresh(tenant.fresh(), ids);
      } else {
        for (long id : again.ids()) {
          ids.add(id);
        }
      }
      underWay++;
    }
    Batch batch = new Batch(tenant, again == null ? 0 : again.failures());
    ids.forEach(id -> read(id, batch));
    synchronized (this) {
      bytesUnderWay += batch.bytes();
    }
    return batch;
  }

  private void takeFresh(LongQueue fresh, List<Long> into) {
    long bytes = 0;
    while (!fresh.isEmpty() && into.size() < MAX_BATCH) {
      int length = log.length(fresh.peek());
      if (!into.isEmpty() && bytes + length > batchBytes) {
        return;
      }
      bytes += length;
      into.add(fresh.take());
    }
  }

  /** Looks again when something that waits for its time is due. */
  private void arm(long nanos) {
    Future<?> before = timer;
    if (before != null) {
      before.cancel(false);
      timer = null;
    }
    if (nanos < Long.MAX_VALUE) {
      timer = settings.scheduler().schedule(this::wake, Math.max(1, nanos), TimeUnit.NANOSECONDS);
    }
  }

  private void read(long id, Batch into) {
    try {
      QueuedSeries queued = QueuedSeries.parse(ByteBuffer.wrap(log.read(id)));
      if (queued.series().stamp().cumulative()) {
        synchronized (this) {
          int token = queued.series().stamp().token();
          if (!order.mayTry(queued.tenant(), token, id)) {
            return;
          }
        }
      }
      into.add(id, queued);
    } catch (RecordLostException e) {
      metrics.lost(String.valueOf(e.getMessage()));
      log.acknowledge(id);
      synchronized (this) {
        tryNow(into.tenant(), order.lost(id));
      }
    } catch (IOException | RuntimeException e) {
      metrics.failed("read a series", e);
      into.unread(id);
    }
  }

  private void begin(Batch batch) {
    if (batch.items().isEmpty()) {
      end(batch);
      return;
    }
    InflightBudget.Booking booking = delivery.budget().open();
    if (!booking.add(Math.min(batch.bytes(), delivery.budget().maxBytes()))) {
      giveBack(batch);
      return;
    }
    boolean handedOver = false;
    try {
      handedOver = deliver(batch, booking);
    } catch (RuntimeException e) {
      // A bug must not end delivery; what it hit is tried again, later and later.
      metrics.failed("deliver a batch", e);
      batch.items().forEach(item -> batch.failed(item, String.valueOf(e), 0));
      end(batch);
    } finally {
      if (!handedOver) {
        booking.close();
      }
    }
  }

  /** There is no room now: nothing failed, and all of it comes again in a moment. */
  private void giveBack(Batch batch) {
    long[] ids = batch.items().stream().mapToLong(Batch.Item::id).toArray();
    long due = System.nanoTime() + NO_ROOM_NANOS;
    synchronized (this) {
      batch.tenant().retryLater(new Schedule.Retry(ids, batch.failures(), due));
      batch.done();
    }
    end(batch);
  }

  private boolean deliver(Batch batch, InflightBudget.Booking booking) {
    SeriesPlacer.Placed placed = placer.place(batch.tenant().name(), batch.tokens());
    List<Batch.Item> sent = new ArrayList<>();
    List<EncodedSeries> series = new ArrayList<>();
    for (int i = 0; i < batch.items().size(); i++) {
      Batch.Item item = batch.items().get(i);
      if (placed.unplaced().get(i)) {
        settlement.failed(batch, item, placed.problem(), 0);
      } else {
        sent.add(item);
        series.add(item.queued().series());
      }
    }
    if (sent.isEmpty()) {
      end(batch);
      return false;
    }
    batch.placed(sent, placed.placement());
    WriteRequest request =
        new WriteRequest(
            batch.tenant().name(),
            series,
            placed.placement(),
            booking,
            Long.MAX_VALUE,
            Cancellation.NEVER);
    delivery.write(request).whenComplete((result, failure) -> settle(batch, sent, result, failure));
    return true;
  }

  private void settle(
      Batch batch,
      List<Batch.Item> sent,
      @Nullable WriteResult result,
      @Nullable Throwable failure) {
    if (result == null) {
      metrics.failed("deliver a batch", new IOException(String.valueOf(failure)));
      sent.forEach(item -> settlement.failed(batch, item, String.valueOf(failure), 0));
      end(batch);
    } else {
      settlement.settle(batch, sent, result);
    }
  }

  /** A series is done with, so the next of a cumulative one may be tried. */
  synchronized void released(Batch batch, Batch.Item item) {
    if (item.queued().series().stamp().cumulative()) {
      int token = item.queued().series().stamp().token();
      tryNow(batch.tenant(), order.done(item.queued().tenant(), token, item.id()));
    }
  }

  /** The next record of a cumulative series may be tried, if there is one. */
  private static void tryNow(Schedule.Tenant tenant, long id) {
    if (id > 0) {
      tenant.retryLater(new Schedule.Retry(new long[] {id}, 0, System.nanoTime()));
    }
  }

  /** All of a batch has an end, for now or for good. */
  void end(Batch batch) {
    int failures = batch.failures() + 1;
    ThreadLocalRandom random = ThreadLocalRandom.current();
    synchronized (this) {
      long now = System.nanoTime();
      for (long[] ids : batch.retries()) {
        long pause = Math.max(batch.delayNanos(), retry.pauseNanos(failures, random));
        batch.tenant().retryLater(new Schedule.Retry(ids, failures, now + pause));
      }
      int failed = batch.tenant().ended(batch.isProgress());
      if (failed > 0) {
        batch.tenant().pauseUntil(now + PAUSE.pauseNanos(failed, random));
      }
      batch.tenant().problem(batch.problem());
      bytesUnderWay -= batch.bytes();
      underWay--;
      if (underWay == 0) {
        notifyAll();
      }
    }
    metrics.retried(batch.failedCount());
    wake();
  }

  synchronized long bytesUnderWay() {
    return bytesUnderWay;
  }

  /** How it is. */
  synchronized QueueStatus status(
      LogStats stats, long maxBytes, double oldestMillis, long dead, long deadDropped) {
    List<QueueStatus.TenantStatus> tenants = schedule.status();
    int shown = Math.min(QueueStatus.MAX_TENANTS, tenants.size());
    return new QueueStatus(
        stats.bytes(),
        maxBytes,
        stats.records(),
        oldestMillis / 1e3,
        underWay,
        dead,
        deadDropped,
        stats.damagedRecords(),
        stats.replaying(),
        tenants.subList(0, shown),
        tenants.size() - shown);
  }

  /** Begins nothing any more. */
  synchronized void stop() {
    stopped = true;
    arm(Long.MAX_VALUE);
  }

  /** Waits until nothing is under way; false if the time ends before. */
  synchronized boolean awaitIdle(long deadlineNanos) throws InterruptedException {
    while (underWay > 0) {
      long left = deadlineNanos - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
