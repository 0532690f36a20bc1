package io.flaregate.benchmarks;

import io.flaregate.benchmarks.naive.NaiveRing;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.Arrays;
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
 * Who holds a series: a ring of three zones and three copies, by the product's lookup and by a
 * sorted map, beside a binary search among the tokens. An operation is one lookup of the next of
 * 4096 keys.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xms2g", "-Xmx2g"})
public class RingBenchmark {

  private static final int KEYS = 1 << 12;
  private static final int TOKENS = 512;
  private static final int COPIES = 3;
  private static final int ZONES = 3;

  /** How many members the ring has. */
  @Param({"9", "90"})
  public int members = 9;

  private final ReplicationSet set = new ReplicationSet();
  private final int[] keys = new int[KEYS];
  private TokenRing ring = TokenRing.of(RingConfig.DEFAULT, List.of());
  private NaiveRing naiveRing = new NaiveRing(List.of(), COPIES);
  private int[] sortedTokens = {};
  private int next;

  /** Makes the ring and the keys. */
  @Setup
  public void make() {
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < members; i++) {
      String id = "ingester-" + i;
      instances.add(
          Instance.active(
              id, "10.0.0." + i + ":9095", "zone-" + i % ZONES, StaticTokens.derive(id, TOKENS)));
    }
    RingConfig config = RingConfig.DEFAULT.withReplicationFactor(COPIES).withZoneAwareness(true);
    ring = TokenRing.of(config, instances);
    naiveRing = new NaiveRing(instances, COPIES);
    sortedTokens =
        instances.stream()
            .flatMapToInt(each -> Arrays.stream(each.tokens().toArray()))
            .map(token -> token ^ Integer.MIN_VALUE)
            .sorted()
            .toArray();
    Random random = new Random(1);
    Arrays.setAll(keys, any -> random.nextInt());
  }

  private int nextKey() {
    return keys[next++ & KEYS - 1];
  }

  /** The product's lookup. */
  @Benchmark
  public int lookup() {
    ring.lookup(nextKey(), Liveness.ALL_ALIVE, set);
    return set.member(0) + set.member(1) + set.member(2);
  }

  /** A sorted map of tokens and two sets. */
  @Benchmark
  public Object naive() {
    return naiveRing.lookup(nextKey());
  }

  /** The binary search alone. */
  @Benchmark
  public int floor() {
    return Arrays.binarySearch(sortedTokens, nextKey() ^ Integer.MIN_VALUE);
  }
}
