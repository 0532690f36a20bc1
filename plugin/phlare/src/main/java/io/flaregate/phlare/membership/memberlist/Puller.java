package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.JoinMember;
import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.phlare.membership.RingBounds;
import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.ring.desc.RingDescException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks one node after the other until one answers well, and merges the answer. Not thread-safe. */
final class Puller implements Seeds.Problems {
  private final MemberlistConfig config;
  private final Seeds seeds;
  private final Exchange exchange;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final MemberlistMetrics metrics;
  private final SeedLog log;
  private final Map<String, GossipedRing> rings = new HashMap<>();

  /** Sends a request to a node and returns its answer. */
  interface Exchange {
    /** The whole answer. */
    Slice exchange(Seed seed, byte[] request) throws MemberlistException;
  }

  /**
   * A round in which a node answered well.
   *
   * @param answerBytes how long its answer was
   * @param heard the rings that the answer told of
   */
  record Round(int answerBytes, Set<String> heard) {}

  Puller(
      MemberlistConfig config,
      Seeds seeds,
      Exchange exchange,
      Clock clock,
      LongSupplier nanoTime,
      MemberlistMetrics metrics,
      SeedLog log) {
    this.config = config;
    this.seeds = seeds;
    this.exchange = exchange;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.metrics = metrics;
    this.log = log;
  }

  /**
   * Asks until one node answers well. What a node told before its answer went wrong counts.
   *
   * @param keys the rings that are wanted; copies of others are forgotten
   * @param pairs own entries to push, as {@link KeyValue#write} gives them
   * @param stop whether to give up
   * @throws MemberlistException if no node answered well
   */
  Round round(Set<String> keys, List<byte[]> pairs, BooleanSupplier stop)
      throws MemberlistException {
    rings.keySet().retainAll(keys);
    keys.forEach(
        key -> rings.computeIfAbsent(key, name -> new GossipedRing(config.leftIngestersTimeout())));
    byte[] state = UserState.write(pairs);
    byte[] request = PushPull.request(config.clusterLabel(), state);
    MemberlistException last =
        new MemberlistException(PullFailure.RESOLVE, "join_members lead to no node");
    for (Seed seed : seeds.next(this)) {
      if (stop.getAsBoolean()) {
        break;
      }
      try {
        Round round = ask(seed, request);
        answered(seed, round, pairs.size(), state.length);
        return round;
      } catch (MemberlistException e) {
        last = e;
        if (!stop.getAsBoolean()) {
          failed(seed, e);
        }
      }
    }
    rings.values().forEach(GossipedRing::forgetAbsences);
    throw last;
  }

  private void answered(Seed seed, Round round, int pairs, int pairBytes) {
    seeds.answered(seed);
    log.answered(seed);
    metrics.pushed(pairs, pairBytes);
    rings.forEach(
        (key, ring) -> {
          metrics.tombstones(key, ring.tombstones());
          if (round.heard().contains(key)) {
            log.heard(key);
          } else if (ring.live().isEmpty()) {
            log.missing(key);
          }
        });
  }

  private void failed(Seed seed, MemberlistException problem) {
    seeds.failed(seed);
    log.failed(seed, problem);
    metrics.failed(problem.failure());
  }

  @Override
  public void unresolved(JoinMember member, MemberlistException problem) {
    log.unresolved(member, problem);
    metrics.failed(problem.failure());
  }

  @Override
  public void resolved(JoinMember member) {
    log.resolved(member);
  }

  private Round ask(Seed seed, byte[] request) throws MemberlistException {
    Slice bytes = exchange.exchange(seed, request);
    PushPull answer = PushPull.answer(bytes);
    metrics.pulled(bytes.length());
    metrics.nodes(answer.aliveNodes());
    return new Round(bytes.length(), take(new UserState(answer.userState())));
  }

  /** Merges all pairs that can be read, then tells of the first that cannot. */
  private Set<String> take(UserState state) throws MemberlistException {
    Set<String> heard = new HashSet<>();
    @Nullable MemberlistException spoiled = null;
    for (KeyValue pair = state.next(); pair != null; pair = state.next()) {
      GossipedRing ring = rings.get(pair.key());
      if (ring == null) {
        continue;
      }
      try {
        merge(pair, ring);
        heard.add(pair.key());
      } catch (MemberlistException e) {
        spoiled = spoiled == null ? inRing(pair.key(), e) : spoiled;
      }
    }
    if (spoiled != null) {
      throw spoiled;
    }
    return heard;
  }

  private void merge(KeyValue pair, GossipedRing ring) throws MemberlistException {
    if (pair.deleted()) {
      ring.clear();
      return;
    }
    if (!pair.codec().equals(KeyValue.RING_CODEC)) {
      throw MemberlistException.malformed(
          "codec is \"" + pair.codec() + "\", not \"" + KeyValue.RING_CODEC + "\"");
    }
    ring.merge(instances(pair.value()), clock.instant().getEpochSecond(), nanoTime.getAsLong());
  }

  private static List<Instance> instances(Slice value) throws MemberlistException {
    if (value.length() == 0) {
      return List.of();
    }
    if (value.length() > RingBounds.MAX_VALUE_BYTES) {
      throw MemberlistException.tooLarge(
          "value is " + value.length() + " bytes long, limit " + RingBounds.MAX_VALUE_BYTES);
    }
    try {
      return RingDescCodec.decode(value.copy(), RingBounds.MAX_VALUE_BYTES).instances();
    } catch (RingDescException e) {
      throw new MemberlistException(
          PullFailure.MALFORMED, "value cannot be read: " + e.getMessage(), e);
    }
  }

  private static MemberlistException inRing(String key, MemberlistException problem) {
    return new MemberlistException(
        problem.failure(), "ring \"" + key + "\" cannot be used: " + problem.getMessage(), problem);
  }

  /** The members of a wanted ring as far as they are known, without those that left. */
  List<Instance> members(String key) {
    GossipedRing ring = rings.get(key);
    return ring == null ? List.of() : ring.live();
  }
}
