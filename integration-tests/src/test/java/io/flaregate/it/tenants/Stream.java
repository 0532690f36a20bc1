package io.flaregate.it.tenants;

import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.OtlpSender;
import io.flaregate.it.chaos.rig.OtlpSender.Reply;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sends the requests of one tenant at a fixed rate, whatever becomes of those before; a latency
 * counts from when its request was due.
 */
final class Stream {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MOST_UNDER_WAY = 200;

  private final OtlpSender sender;
  private final String tenant;
  private final Semaphore room = new Semaphore(MOST_UNDER_WAY);
  private final List<Long> nanos = new ArrayList<>();
  private final Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
  private final Map<String, Integer> details = new TreeMap<>();
  private int left;

  Stream(OtlpSender sender, String tenant) {
    this.sender = sender;
    this.tenant = tenant;
  }

  /** Sends for a time and waits for the answers. */
  void run(int perSecond, Duration time, Supplier<ExportProfilesServiceRequest> requests)
      throws InterruptedException {
    long period = TimeUnit.SECONDS.toNanos(1) / perSecond;
    long start = System.nanoTime();
    for (long due = start; due - start < time.toNanos(); due += period) {
      ExportProfilesServiceRequest request = requests.get();
      while (System.nanoTime() < due) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      send(request, due);
    }
    room.acquire(MOST_UNDER_WAY);
    room.release(MOST_UNDER_WAY);
  }

  private void send(ExportProfilesServiceRequest request, long due) {
    if (!room.tryAcquire()) {
      synchronized (this) {
        left++;
      }
      return;
    }
    CompletableFuture<Reply> unused =
        sender
            .grpc(request, tenant, TIMEOUT)
            .whenComplete((reply, failure) -> answered(reply, failure, System.nanoTime() - due));
  }

  private void answered(@Nullable Reply reply, @Nullable Throwable failure, long took) {
    synchronized (this) {
      nanos.add(took);
      Kind kind = reply == null ? Kind.FAILED : reply.kind();
      kinds.merge(kind, 1, Integer::sum);
      if (kind != Kind.ACKED) {
        details.merge(kind + " " + words(reply, failure), 1, Integer::sum);
      }
    }
    room.release();
  }

  private static String words(@Nullable Reply reply, @Nullable Throwable failure) {
    String all = String.valueOf(reply == null ? failure : reply).replaceAll("[0-9.]+", "N");
    return all.substring(0, Math.min(all.length(), 160));
  }

  /** How long answers took, in nanoseconds. */
  synchronized List<Long> nanos() {
    return List.copyOf(nanos);
  }

  /** How many answers were of a kind. */
  synchronized int count(Kind kind) {
    return kinds.getOrDefault(kind, 0);
  }

  /** Requests that were not acknowledged, those included for which there was no room to send. */
  synchronized int errors() {
    return nanos.size() - count(Kind.ACKED) + left;
  }

  /** What became of them. */
  synchronized String report() {
    return kinds
        + (left == 0 ? "" : ", not sent: " + left)
        + (details.isEmpty() ? "" : " " + details);
  }

  /** The time that a share of answers did not exceed, in milliseconds. */
  static double millis(List<Long> nanos, double share) {
    List<Long> sorted = nanos.stream().sorted().toList();
    int at = Math.max(0, (int) Math.ceil(share * sorted.size()) - 1);
    return sorted.isEmpty() ? Double.NaN : sorted.get(at) / 1e6;
  }
}
