package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingTopologyTest {
  private static RingTopology topology(int... tokens) {
    return new RingTopology(List.of(Instance.active("a", "a", "", TokenList.of(tokens))));
  }

  /** One after the first equal token, else the first greater one, else the lowest. */
  private static int naiveStart(RingTopology topology, int token) {
    long wanted = Integer.toUnsignedLong(token);
    for (int i = 0; i < topology.tokens.length; i++) {
      long at = Integer.toUnsignedLong(topology.tokens[i] ^ Integer.MIN_VALUE);
      if (at >= wanted) {
        return (at == wanted ? i + 1 : i) % topology.tokens.length;
      }
    }
    return 0;
  }

  private static void startsAgree(String name, RingTopology topology, int token) {
    assertThat(topology.start(token))
        .as("%s, token %s", name, Integer.toUnsignedString(token))
        .isEqualTo(naiveStart(topology, token))
        .isEqualTo(RingTopology.start(topology.tokens, token));
  }

  @Test
  void theIndexFindsWhatALinearSearchFinds() {
    for (long seed = 1; seed <= 200; seed++) {
      Random random = new Random(seed);
      int[] tokens = new int[1 + random.nextInt(400)];
      int shift = random.nextInt(31);
      int base = random.nextInt();
      for (int i = 0; i < tokens.length; i++) {
        tokens[i] = base + (random.nextInt() >>> shift);
      }
      RingTopology topology = topology(tokens);
      for (int token : tokens) {
        for (int beside = -1; beside <= 1; beside++) {
          startsAgree("seed " + seed, topology, token + beside);
        }
      }
      for (int token : new int[] {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, base}) {
        startsAgree("seed " + seed, topology, token);
      }
    }
  }

  @Test
  void oneTokenAndTheEndsOfTheRingAreFound() {
    for (int[] tokens : new int[][] {{0}, {-1}, {0, -1}, {5}, {0, 0, 0}, {-1, -1}}) {
      RingTopology topology = topology(tokens);
      for (int token : new int[] {0, 1, 4, 5, 6, Integer.MIN_VALUE, -2, -1}) {
        startsAgree(TokenList.of(tokens).toString(), topology, token);
      }
    }
  }

  @Test
  void moreTokensThanTheIndexHasBucketsAreFound() {
    Random random = new Random(4);
    RingTopology topology = topology(random.ints(150_000).toArray());
    for (int i = 0; i < 100_000; i++) {
      int token = random.nextInt();
      assertThat(topology.start(token)).isEqualTo(RingTopology.start(topology.tokens, token));
    }
  }
}
