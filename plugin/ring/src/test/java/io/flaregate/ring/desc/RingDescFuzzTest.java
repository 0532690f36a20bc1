package io.flaregate.ring.desc;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.ring.Instance;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the stored value of a ring, as an untrusted peer or store may send them: refused by
 * the documented exception, or a ring that comes back from its own writing, and that merges with
 * another by the rules of gossip.
 */
class RingDescFuzzTest {
  private static final int MAX_BYTES = 64 * 1024;

  static Stream<byte[]> seeds() {
    return LongStream.range(0, 5)
        .mapToObj(seed -> RingDescCodecTest.randomRing(new Random(seed)))
        .flatMap(ring -> Stream.of(RingDescCodec.encode(ring), RingDescCodec.write(ring)));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreRefusedOrARingThatComesBack(byte[] value) throws RingDescException {
    byte[] plain = value;
    try {
      plain = SnappyBlock.decode(value, MAX_BYTES);
      assertThat(plain).hasSizeLessThanOrEqualTo(MAX_BYTES);
      assertThat((long) plain.length).isLessThanOrEqualTo(22L * value.length);
    } catch (RingDescException e) {
      assertThat(e).hasMessageStartingWith("snappy: ");
    }
    assertThat(SnappyBlock.decode(SnappyBlock.encode(plain), plain.length)).isEqualTo(plain);
    RingDesc ring;
    try {
      ring = RingDescCodec.parse(plain);
    } catch (RingDescException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return;
    }
    byte[] written = RingDescCodec.encode(ring);
    RingDesc read = RingDescCodec.decode(written, Math.max(1, 4 * plain.length + 64));
    assertThat(new HashSet<>(read.entries())).isEqualTo(new HashSet<>(ring.entries()));
    assertThat(RingDescCodec.encode(read)).isEqualTo(written);
    merges(ring);
  }

  /** Merging is total, gives no token to two, and finds nothing new in what it has merged. */
  private static void merges(RingDesc ring) {
    List<Instance> all = ring.instances();
    List<Instance> local = RingMerge.merge(List.of(), all.subList(0, all.size() / 2)).members();
    RingMerge.Result merged = RingMerge.merge(local, all);
    assertThat(merged.members()).extracting(Instance::id).doesNotHaveDuplicates();
    assertThat(merged.members()).extracting(Instance::id).containsAll(ids(local));
    assertThat(merged.members()).containsAll(merged.changed());
    Set<Integer> tokens = new HashSet<>();
    for (Instance each : merged.members()) {
      for (int token : each.tokens().toArray()) {
        assertThat(tokens.add(token)).as("token %d of %s", token, each.id()).isTrue();
      }
    }
    RingMerge.Result again = RingMerge.merge(merged.members(), all);
    assertThat(again.changed()).isEmpty();
    assertThat(again.members()).isEqualTo(merged.members());
  }

  private static List<String> ids(List<Instance> members) {
    return members.stream().map(Instance::id).toList();
  }
}
