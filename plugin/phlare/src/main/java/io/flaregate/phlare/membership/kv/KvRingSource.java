package io.flaregate.phlare.membership.kv;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.HostPort;
import io.flaregate.phlare.membership.HeartbeatLiveness;
import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.phlare.membership.RingBoundsException;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenRing;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * A ring in a store, whichever it is. Empty until the store has told of it; while the store fails
 * or serves rubbish, the last good ring stays with all who were alive, and its view ages.
 *
 * <p>A member without an address that can be connected to takes its place in the ring, as it does
 * for every other reader, but counts as dead.
 */
public final class KvRingSource implements RingSource {
  private static final String FAILURES = "flaregate_ring_store_failures_total";

  private final String source;
  private final RingFeed.Following following;
  private final List<Runnable> actions = new CopyOnWriteArrayList<>();
  private final HeartbeatLiveness heartbeats;
  private final LongSupplier nanoTime;
  private final Outage outage;
  private final Counter failures;
  private Set<String> unreachable = Set.of();
  private List<Instance> last = List.of();
  private volatile RingView view;

  /**
   * Starts to follow a ring.
   *
   * @param feed what tells of the ring
   * @param source its name, for messages: {@code etcd collectors/ring}
   * @param placing how it places series, and how old a heartbeat may be
   */
  public KvRingSource(RingFeed feed, String source, RingConfig placing, Settings settings) {
    this(feed, source, placing, settings, System::nanoTime);
  }

  KvRingSource(
      RingFeed feed, String source, RingConfig placing, Settings settings, LongSupplier nanoTime) {
    this.source = requireNonNull(source, "source is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    heartbeats = new HeartbeatLiveness(placing.heartbeatTimeout(), settings.clock(), nanoTime);
    outage = new Outage(settings.logger(), settings.id() + ": ring from " + source);
    failures =
        settings
            .meter()
            .counter(
                FAILURES,
                "Times a store of rings could not be used, or what it held could not.",
                "source",
                "reason");
    view =
        new RingView(
            TokenRing.of(placing, List.of()), Liveness.ALL_ALIVE, source, nanoTime.getAsLong());
    following = feed.follow(new Listener());
  }

  /** Whoever calls, one at a time. */
  private final class Listener implements FeedListener {
    @Override
    public void onMembers(List<Instance> members) {
      if (take(members)) {
        actions.forEach(Runnable::run);
      }
    }

    @Override
    public void onFailure(StoreException problem) {
      fail(problem);
    }
  }

  private synchronized void fail(StoreException problem) {
    failures.increment(source, problem.failure().label());
    outage.failed(problem);
  }

  /** Publishes an answer; whether anything is different from before. */
  private synchronized boolean take(List<Instance> members) {
    RingView before = view;
    TokenRing ring = before.ring();
    // The members may be those of before, but not as the ring has them: it leaves out zones.
    if (!members.equals(last)) {
      try {
        RingBounds.check(List.of(), members);
        ring = ring.withInstances(members);
      } catch (RingBoundsException e) {
        fail(new StoreException(StoreFailure.TOO_LARGE, String.valueOf(e.getMessage()), e));
        return false;
      } catch (IllegalArgumentException e) {
        fail(new StoreException(StoreFailure.MALFORMED, String.valueOf(e.getMessage()), e));
        return false;
      }
      last = List.copyOf(members);
      noteUnreachable();
    }
    Liveness liveness = new Reachable(heartbeats.apply(last), unreachable);
    view = new RingView(ring, liveness, source, nanoTime.getAsLong());
    outage.well(ring.size());
    return ring != before.ring() || !liveness.equals(before.liveness());
  }

  private void noteUnreachable() {
    Set<String> now =
        last.stream()
            .filter(member -> !isAddress(member.addr()))
            .map(Instance::id)
            .collect(Collectors.toUnmodifiableSet());
    for (String id : now) {
      if (!unreachable.contains(id)) {
        outage.warn(
            "member \"" + id + "\" has no address that can be connected to; it is left out");
        break; // One line for a change is enough.
      }
    }
    unreachable = now;
  }

  private static boolean isAddress(String addr) {
    try {
      HostPort.parse(addr);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Alive by heartbeat, and with an address. */
  private record Reachable(Liveness heartbeats, Set<String> unreachable) implements Liveness {
    @Override
    public boolean isAlive(Instance instance) {
      return heartbeats.isAlive(instance)
          && (unreachable.isEmpty() || !unreachable.contains(instance.id()));
    }
  }

  @Override
  public RingView view() {
    return view;
  }

  @Override
  public void onChange(Runnable action) {
    actions.add(requireNonNull(action, "action is null"));
  }

  @Override
  public void close() {
    following.close();
    actions.clear();
  }
}
