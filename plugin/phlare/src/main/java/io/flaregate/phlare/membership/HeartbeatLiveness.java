package io.flaregate.phlare.membership;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Judges members by how long ago their heartbeat last changed, as seen from here, so that neither a
 * step of a wall clock nor an outage of the store kills anybody.
 *
 * <p>Ages are counted in the time in which the store answered. Between two answers at most a
 * quarter of the timeout counts: while the store is away, or this process stands still, nobody can
 * be seen to be alive. A member that is seen for the first time has the age that its heartbeat has
 * by the wall clock, which is the rule of upstream's readers. Not thread-safe; what it returns is
 * immutable.
 */
public final class HeartbeatLiveness implements Function<List<Instance>, Liveness> {
  private static final int LONGEST_GAP_PARTS = 4;

  private final long timeoutNanos;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private Map<String, Beat> beats = Map.of();

  /** Time in which the store answered. */
  private long answeredNanos;

  private long lastAnswerNanos;
  private boolean hasAnswered;

  /**
   * A heartbeat and when it was first seen.
   *
   * @param unixSeconds its value
   * @param seenNanos by {@link #answeredNanos}; before 0 if it was old already
   */
  private record Beat(long unixSeconds, long seenNanos) {}

  /**
   * Knows nobody yet.
   *
   * @param timeout how old a heartbeat may be
   * @param clock the wall clock, for members that are seen for the first time
   * @param nanoTime monotonic time
   */
  public HeartbeatLiveness(Duration timeout, Clock clock, LongSupplier nanoTime) {
    this.timeoutNanos = timeout.toNanos();
    this.clock = requireNonNull(clock, "clock is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
  }

  /**
   * Takes in an answer of the store, whether or not anything changed.
   *
   * @param members all members
   * @return who is alive as of it; two are equal if the same members are dead
   */
  @Override
  public Liveness apply(List<Instance> members) {
    passTime();
    long wallMillis = clock.millis();
    Map<String, Beat> now = new HashMap<>(members.size() * 2);
    Set<String> dead = new HashSet<>();
    for (Instance member : members) {
      Beat beat = beat(member, beats.get(member.id()), wallMillis);
      now.put(member.id(), beat);
      if (answeredNanos - beat.seenNanos() > timeoutNanos) {
        dead.add(member.id());
      }
    }
    beats = now;
    return new Dead(Set.copyOf(dead));
  }

  private void passTime() {
    long now = nanoTime.getAsLong();
    if (hasAnswered) {
      long gap = Math.max(0, now - lastAnswerNanos);
      answeredNanos += Math.min(gap, timeoutNanos / LONGEST_GAP_PARTS);
    }
    hasAnswered = true;
    lastAnswerNanos = now;
  }

  private Beat beat(Instance member, @Nullable Beat known, long wallMillis) {
    long heartbeat = member.heartbeatUnixSeconds();
    if (known == null) {
      return new Beat(heartbeat, answeredNanos - age(heartbeat, wallMillis));
    }
    return known.unixSeconds() == heartbeat ? known : new Beat(heartbeat, answeredNanos);
  }

  /** The age by the wall clock in nanoseconds; a bit more than the timeout if it is older. */
  private long age(long heartbeatUnixSeconds, long wallMillis) {
    double oldest = timeoutNanos + 1.0;
    // Both may be anything: as doubles they cannot overflow.
    double nanos = (wallMillis - heartbeatUnixSeconds * 1e3) * 1e6;
    return (long) Math.max(0, Math.min(oldest, nanos));
  }

  /** Everyone is alive but these. */
  private record Dead(Set<String> ids) implements Liveness {
    @Override
    public boolean isAlive(Instance instance) {
      return ids.isEmpty() || !ids.contains(instance.id());
    }
  }
}
