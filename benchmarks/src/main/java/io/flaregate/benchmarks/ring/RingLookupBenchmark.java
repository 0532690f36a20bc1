package io.flaregate.benchmarks.ring;

import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.ShardCache;
import io.flaregate.ring.ShuffleShard;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A ring of three zones at replication factor 3: who holds a series, beside a {@link TreeMap
 * java.util.TreeMap} walk; a rebuild; the part of the ring that a tenant sees. Keys are random, so
 * that no branch predictor learns them.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingLookupBenchmark {
  private static final int REPLICATION_FACTOR = 3;
  private static final int ZONES = 3;
  private static final int KEYS = 1 << 16;
  private static final int SHARD_SIZE = 12;
  private static final long NOW_MILLIS = 1_700_000_000_000L;
  private static final long SHARD_CACHE_BYTES = 4 << 20;

  /** Members of the ring. */
  @Param("1000")
  public int members = 1000;

  /** Tokens of each member. */
  @Param("128")
  public int tokens = StaticTokens.DEFAULT_COUNT;

  private final ReplicationSet set = new ReplicationSet();
  private final ShardCache shards = new ShardCache(SHARD_CACHE_BYTES);
  private final int[] keys = new int[KEYS];
  private final RingConfig config = RingConfig.DEFAULT.withReplicationFactor(REPLICATION_FACTOR);
  private final Liveness liveness = config.liveness(NOW_MILLIS);
  private List<Instance> instances = List.of();
  private List<Instance> later = List.of();
  private TokenRing plain = TokenRing.of(config, List.of());
  private TokenRing zoned = plain;
  private TokenRing twoZones = plain;
  private TreeMapRing naivePlain = new TreeMapRing(List.of(), REPLICATION_FACTOR, false);
  private TreeMapRing naiveZoned = naivePlain;
  private int next;

  /** Builds the rings. */
  @Setup
  public void build() {
    instances = instances(NOW_MILLIS / 1000);
    later = instances(NOW_MILLIS / 1000 + 1);
    plain = TokenRing.of(config, instances);
    zoned = TokenRing.of(config.withZoneAwareness(true), instances);
    twoZones =
        TokenRing.of(
            config.withZoneAwareness(true),
            instances.stream().filter(one -> !one.zone().equals("zone-0")).toList());
    naivePlain = new TreeMapRing(instances, REPLICATION_FACTOR, false);
    naiveZoned = new TreeMapRing(instances, REPLICATION_FACTOR, true);
    Random random = new Random(1);
    for (int i = 0; i < KEYS; i++) {
      keys[i] = random.nextInt();
    }
  }

  private List<Instance> instances(long heartbeat) {
    List<Instance> made = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      String id = "ingester-" + i;
      made.add(
          Instance.active(id, id + ":9095", "zone-" + i % ZONES, StaticTokens.derive(id, tokens))
              .withHeartbeat(heartbeat));
    }
    return made;
  }

  private int key() {
    next = (next + 1) & (KEYS - 1);
    return keys[next];
  }

  /** A replication set, into a reused result. */
  @Benchmark
  public ReplicationSet lookup() {
    plain.lookup(key(), liveness, set);
    return set;
  }

  /** A replication set with one member per zone, into a reused result. */
  @Benchmark
  public ReplicationSet lookupZoneAware() {
    zoned.lookup(key(), liveness, set);
    return set;
  }

  /** With one zone of three gone: the third member is sought in vain. */
  @Benchmark
  public ReplicationSet lookupZoneGone() {
    twoZones.lookup(key(), liveness, set);
    return set;
  }

  /** The same as {@link #lookup} by the usual way. */
  @Benchmark
  public List<Instance> naiveLookup() {
    return naivePlain.lookup(key(), liveness);
  }

  /** The same as {@link #lookupZoneAware} by the usual way. */
  @Benchmark
  public List<Instance> naiveLookupZoneAware() {
    return naiveZoned.lookup(key(), liveness);
  }

  /** A ring from its members. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public TokenRing rebuild() {
    return TokenRing.of(config, instances);
  }

  /** A ring after news that hold new heartbeats only. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public TokenRing heartbeats() {
    return plain.withInstances(later);
  }

  /** The part of the ring that a tenant sees, chosen anew. */
  @Benchmark
  @OutputTimeUnit(TimeUnit.MICROSECONDS)
  public TokenRing shuffleShard() {
    return ShuffleShard.select(zoned, "anonymous", SHARD_SIZE);
  }

  /** The part of the ring that a tenant sees, remembered. */
  @Benchmark
  public TokenRing cachedShard() {
    return shards.select(zoned, "anonymous", SHARD_SIZE);
  }
}
