package io.flaregate.phlare.membership.memberlist;

import static io.flaregate.phlare.membership.memberlist.Members.active;
import static io.flaregate.phlare.membership.memberlist.Members.left;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.spi.testing.FakeClock;
import io.flaregate.spi.testing.FakeMeter;
import io.flaregate.spi.testing.RecordingLogger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Damaged answers: whatever a node sends is read or refused, and never anything else. */
class DecoderFuzzTest {
  private static final int MUTANTS = 5_000;
  static final String RING = "collectors/ring";
  static final String DISTRIBUTORS = "collectors/distributor";

  private final FakeClock clock = new FakeClock();
  byte[] served = {};

  Puller puller() {
    MemberlistConfig config = Configs.quick("127.0.0.1:1");
    return new Puller(
        config,
        new Seeds(config, host -> List.of(InetAddress.getLoopbackAddress()), clock::nanoTime, 0),
        (seed, request) -> Slice.of(served),
        clock,
        clock::nanoTime,
        new MemberlistMetrics(new FakeMeter()),
        new SeedLog(new RecordingLogger("fuzz"), "fuzz"));
  }

  static List<byte[]> corpus() {
    List<byte[]> corpus = new ArrayList<>();
    for (JsonNode c : Vectors.cases("exchange")) {
      byte[] response = Vectors.bytes(c, "response");
      corpus.add(response);
    }
    try (FakeNode node = new FakeNode()) {
      node.put(RING, active("a", 1, 1, 2, 3), left("b", 1));
      node.put(DISTRIBUTORS, active("c", 1, 1));
      for (NodeSide.Compression compression : NodeSide.Compression.values()) {
        corpus.add(node.compressing(compression).answer());
      }
    }
    return corpus;
  }

  @Test
  void damagedAnswersAreReadOrRefused() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<byte[]> corpus = corpus();
    Puller puller = puller();
    int read = 0;
    for (int i = 0; i < MUTANTS; i++) {
      served = mutant(corpus, random);
      try {
        puller.round(Set.of(RING, DISTRIBUTORS), List.of(), () -> false);
        read++;
      } catch (MemberlistException e) {
        assertThat(e).as("seed %d, mutant %d", seed, i).hasMessageNotContaining("null");
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", mutant " + i, e);
      }
    }
    assertThat(read).as("seed %d", seed).isBetween(1, MUTANTS - 1);
  }

  private static byte[] mutant(List<byte[]> corpus, Random random) {
    byte[] bytes = corpus.get(random.nextInt(corpus.size())).clone();
    for (int changes = random.nextInt(4); changes >= 0; changes--) {
      bytes = changed(bytes, random);
    }
    return bytes;
  }

  private static byte[] changed(byte[] bytes, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    // Most lengths and types stand near the beginning.
    int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(bytes.length, 200));
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt();
      case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xff : 0x7f);
      case 3 -> {
        return Arrays.copyOf(bytes, at);
      }
      default -> {
        int from = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(64), bytes.length - Math.max(from, at));
        System.arraycopy(bytes, from, bytes, at, length);
      }
    }
    return bytes;
  }
}
