package io.flaregate.phlare.membership;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.ShardCache;
import io.flaregate.ring.TokenRanges;
import io.flaregate.ring.TokenRing;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a write could reach its quorum now: whether there is a series for which the ring
 * names enough healthy members. It asks the ring itself, by the lookup that writes use, so that
 * states, zones, stand-ins and read-only members count as they do there. Thread-safe.
 *
 * <p>In a ring that works the first look-up answers. Only one in which many members are there and
 * none of their sets suffices is walked to its end; a large one at most once a second, since
 * heartbeats may change it many times a second.
 */
public final class QuorumCheck {
  /** Smaller rings are walked to their end at each change. */
  private static final int LARGE_RING_TOKENS = 4_096;

  private static final long WALK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final ShardCache shards;
  private final LongSupplier nanoTime;
  private volatile @Nullable Failed failed;

  /** The last walk that found nothing. */
  private record Failed(String error, long atNanos) {}

  /**
   * A check.
   *
   * @param shards where the ring without its read-only members is remembered
   */
  public QuorumCheck(ShardCache shards) {
    this(shards, System::nanoTime);
  }

  QuorumCheck(ShardCache shards, LongSupplier nanoTime) {
    this.shards = requireNonNull(shards, "shards is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  /** What keeps every write from reaching its quorum, for a person; empty if nothing does. */
  public String missing(RingView view) {
    TokenRing ring = shards.select(view.ring(), "", 0);
    int factor = ring.config().replicationFactor();
    boolean zones = ring.config().zoneAwarenessEnabled();
    List<Instance> healthy = ring.healthyInstances(view.liveness());
    long usable = zones ? zones(healthy) : healthy.size();
    if (usable < factor / 2 + 1) {
      return "ring from "
          + view.source()
          + " has "
          + usable
          + (zones ? " zones with healthy" : " healthy")
          + " ingesters, a write needs "
          + (factor / 2 + 1)
          + " (replication_factor: "
          + factor
          + ")";
    }
    String error = walk(ring, view.liveness());
    return error.isEmpty() ? "" : "ring from " + view.source() + ": " + error;
  }

  /** Zones with a healthy member; members without a zone count one each, as a lookup takes them. */
  private static long zones(List<Instance> healthy) {
    return healthy.stream()
        .map(member -> member.zone().isEmpty() ? "\0" + member.id() : member.zone())
        .distinct()
        .count();
  }

  private String walk(TokenRing ring, Liveness liveness) {
    boolean large = ring.tokenCount() >= LARGE_RING_TOKENS;
    Failed before = failed;
    if (large && before != null && nanoTime.getAsLong() - before.atNanos < WALK_AGAIN_NANOS) {
      return before.error;
    }
    ReplicationSet set = new ReplicationSet();
    boolean[] found = {false};
    TokenRanges.visit(
        ring,
        (lastKey, keys, owner) -> {
          found[0] = ring.lookup(lastKey, liveness, set);
          return !found[0];
        });
    failed = found[0] ? null : new Failed(set.error(), nanoTime.getAsLong());
    return found[0] ? "" : set.error();
  }
}
