package io.flaregate.phlare.durable;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What is to be tried next: tenants take turns, and within a tenant what is new and what failed
 * before do. In memory are 8 bytes per record that waits. Not thread-safe.
 *
 * <p>A tenant of which a whole batch failed pauses for a moment, longer each time until something
 * of it is stored, so that an outage does not have the whole log read over and over.
 */
final class Schedule {
  private static final int MANY_FAILURES = 3;

  /** Records that failed together and are tried again together. */
  static final class Retry {
    private final long[] ids;
    private final int failures;
    private final long dueNanos;

    Retry(long[] ids, int failures, long dueNanos) {
      this.ids = ids;
      this.failures = failures;
      this.dueNanos = dueNanos;
    }

    long[] ids() {
      return ids;
    }

    int failures() {
      return failures;
    }

    long dueNanos() {
      return dueNanos;
    }
  }

  /** What one tenant has waiting. */
  static final class Tenant {
    private final String name;
    private final LongQueue fresh = new LongQueue();
    private final PriorityQueue<Retry> retries =
        new PriorityQueue<>((a, b) -> Long.compare(a.dueNanos() - b.dueNanos(), 0));
    private int underWay;
    private int failedBatches;
    private boolean paused;
    private long pausedUntilNanos;
    private boolean retryNext;
    private String problem = "";

    private Tenant(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    LongQueue fresh() {
      return fresh;
    }

    private boolean isIdle() {
      return underWay == 0 && fresh.isEmpty() && retries.isEmpty();
    }

    private boolean isPaused(long nowNanos) {
      if (paused && pausedUntilNanos - nowNanos <= 0) {
        paused = false;
      }
      return paused;
    }

    private boolean hasDue(long nowNanos) {
      Retry first = retries.peek();
      return first != null && first.dueNanos() - nowNanos <= 0;
    }

    /** What failed before and is to be tried now; null: something new is to be tried. */
    @Nullable Retry nextRetry(long nowNanos) {
      if (!hasDue(nowNanos)) {
        return null;
      }
      // While nothing of it is stored, what is known to fail is the probe.
      boolean retry = retryNext || fresh.isEmpty() || failedBatches >= MANY_FAILURES;
      retryNext = !retryNext;
      return retry ? retries.poll() : null;
    }

    void retryLater(Retry retry) {
      retries.add(retry);
    }

    /** A batch of the tenant has ended; how many whole ones have failed in a row. */
    int ended(boolean anyDone) {
      underWay--;
      failedBatches = anyDone ? 0 : failedBatches + 1;
      paused = paused && !anyDone;
      return failedBatches;
    }

    /** What the last failure said; empty if the last batch had none. */
    void problem(String text) {
      problem = text;
    }

    private QueueStatus.TenantStatus status() {
      long retrying = 0;
      int most = 0;
      for (Retry each : retries) {
        retrying += each.ids().length;
        most = Math.max(most, each.failures());
      }
      return new QueueStatus.TenantStatus(name, fresh.size(), retrying, most, problem);
    }

    void pauseUntil(long nanos) {
      paused = true;
      pausedUntilNanos = nanos;
    }
  }

  private final Map<String, Tenant> tenants = new HashMap<>();
  private final Deque<Tenant> turns = new ArrayDeque<>();

  /** Adds a record that has not been tried. */
  void add(String tenant, long id) {
    tenant(tenant).fresh.add(id);
  }

  private Tenant tenant(String name) {
    Tenant known = tenants.get(name);
    if (known == null) {
      known = new Tenant(name);
      tenants.put(name, known);
      turns.add(known);
    }
    return known;
  }

  /** What waits of each tenant, the most first. */
  List<QueueStatus.TenantStatus> status() {
    return turns.stream()
        .map(Tenant::status)
        .sorted(
            Comparator.comparingLong(
                    (QueueStatus.TenantStatus each) -> each.fresh() + each.retrying())
                .reversed())
        .toList();
  }

  /** How many tenants have something waiting or under way. */
  int tenants() {
    return tenants.size();
  }

  /**
   * The tenant whose turn it is and of which something may be tried now; null if there is none.
   *
   * @param mostUnderWay how many batches one tenant may have under way
   */
  @Nullable Tenant next(long nowNanos, int mostUnderWay) {
    for (int i = turns.size(); i > 0; i--) {
      Tenant tenant = turns.remove();
      if (tenant.isIdle()) {
        tenants.remove(tenant.name);
        continue;
      }
      turns.add(tenant);
      boolean ready = !tenant.fresh.isEmpty() || tenant.hasDue(nowNanos);
      if (ready && tenant.underWay < mostUnderWay && !tenant.isPaused(nowNanos)) {
        tenant.underWay++;
        return tenant;
      }
    }
    return null;
  }

  /** How long until something that waits for its time is due; {@link Long#MAX_VALUE}: nothing. */
  long nanosUntilDue(long nowNanos) {
    long soonest = Long.MAX_VALUE;
    for (Tenant tenant : turns) {
      if (tenant.isPaused(nowNanos)) {
        soonest = Math.min(soonest, tenant.pausedUntilNanos - nowNanos);
      } else {
        Retry first = tenant.retries.peek();
        if (first != null) {
          soonest = Math.min(soonest, Math.max(0, first.dueNanos() - nowNanos));
        }
      }
    }
    return soonest;
  }
}
