package io.flaregate.benchmarks.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ring.Instance;
import io.flaregate.ring.ReplicationSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs the body of each benchmark once, so that none of them rots. */
final class RingLookupBenchmarkTest {

  private static RingLookupBenchmark benchmark() {
    RingLookupBenchmark benchmark = new RingLookupBenchmark();
    benchmark.members = 30;
    benchmark.build();
    return benchmark;
  }

  private static List<Instance> members(ReplicationSet set) {
    return IntStream.range(0, set.count()).mapToObj(set::instance).toList();
  }

  @Test
  void bothWaysFindTheSameMembers() {
    // Two, because each body takes the next key.
    RingLookupBenchmark ours = benchmark();
    RingLookupBenchmark naive = benchmark();
    for (int i = 0; i < 1000; i++) {
      List<Instance> plain = members(ours.lookup());
      assertThat(plain).hasSize(3).isEqualTo(naive.naiveLookup());
      List<Instance> zoned = members(ours.lookupZoneAware());
      assertThat(zoned).isEqualTo(naive.naiveLookupZoneAware());
      assertThat(zoned).extracting(Instance::zone).doesNotHaveDuplicates();
      assertThat(members(ours.lookupZoneGone()))
          .extracting(Instance::zone)
          .containsExactlyInAnyOrder("zone-1", "zone-2");
      naive.lookup();
    }
  }

  @Test
  void ringsAndShardsAreBuilt() {
    RingLookupBenchmark benchmark = benchmark();
    assertThat(benchmark.rebuild().tokenCount()).isEqualTo(30 * 128);
    assertThat(benchmark.heartbeats().instance(0).heartbeatUnixSeconds())
        .isEqualTo(benchmark.rebuild().instance(0).heartbeatUnixSeconds() + 1);
    assertThat(benchmark.shuffleShard().size()).isEqualTo(12);
    assertThat(benchmark.cachedShard()).isSameAs(benchmark.cachedShard());
  }
}
