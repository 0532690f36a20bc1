package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StaticTokensTest {
  @Test
  void tokensNeverChange() {
    assertThat(StaticTokens.derive("ingester-0", 8))
        .hasToString(
            "[143054917, 562132102, 1221578740, 1648956220, 2501765798, 2949997750, 3561822652,"
                + " 3947499424]");
    assertThat(StaticTokens.derive("ingester-1", 8))
        .hasToString(
            "[247041368, 981430931, 1475264722, 1786221299, 2578908410, 2935295429, 3356678724,"
                + " 4217467790]");
    TokenList many = StaticTokens.derive("ingester-0");
    assertThat(many.size()).isEqualTo(128);
    assertThat(many.get(0)).isEqualTo(8940932);
    assertThat(many.get(127)).isEqualTo(-12611551);
  }

  @Test
  void tokensAreDistinctAndAscend() {
    for (int count : new int[] {1, 2, 3, 127, 128, 129, 512, StaticTokens.MAX_COUNT}) {
      TokenList tokens = StaticTokens.derive("a", count);
      assertThat(tokens.size()).isEqualTo(count);
      assertThat(tokens.normalised()).isEqualTo(tokens);
    }
  }

  @Test
  void threeToTenMembersOwnFairShares() {
    List<String> prefixes =
        Stream.concat(
                Stream.of("ingester-", "pyroscope-ingester-", "i", "node-", ""),
                IntStream.range(0, 100).mapToObj(i -> "ns-" + i + "/ingester-"))
            .toList();
    for (String prefix : prefixes) {
      for (int count = 3; count <= 10; count++) {
        for (long owned : ring(prefix, count).ownedKeys()) {
          assertThat((double) owned * count / (1L << 32))
              .as("%d members named %s…", count, prefix)
              .isBetween(0.65, 1.35);
        }
      }
    }
  }

  private static TokenRing ring(String prefix, int count) {
    return TokenRing.of(
        RingConfig.DEFAULT,
        IntStream.range(0, count)
            .mapToObj(i -> prefix + i)
            .map(id -> Instance.active(id, id, "", StaticTokens.derive(id)))
            .toList());
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> StaticTokens.derive("a", 0))
        .hasMessage("number of tokens of a must be 1 to 65536: 0");
    assertThatThrownBy(() -> StaticTokens.derive("a", 65537))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
