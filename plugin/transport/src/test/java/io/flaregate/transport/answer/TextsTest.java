package io.flaregate.transport.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TextsTest {
  @Test
  void shortTextsStayAsTheyAre() {
    assertThat(Texts.bounded("label ünïcode 漢字 😀", 100)).isEqualTo("label ünïcode 漢字 😀");
    assertThat(Texts.bounded("", 10)).isEmpty();
    assertThat(Texts.bounded("abcde", 5)).isEqualTo("abcde");
  }

  @Test
  void longTextsEndInAnEllipsisWithinTheBound() {
    assertThat(Texts.bounded("abcdefgh", 6)).isEqualTo("abc…");
    assertThat(Texts.bounded("漢漢漢漢", 9)).isEqualTo("漢漢…");
  }

  @Test
  void controlCharactersCannotBreakALineOrTurnText() {
    assertThat(Texts.bounded("a\nb\r\u001b[31mc\u0000\u202ed\u2028e", 100))
        .isEqualTo("a\ufffdb\ufffd\ufffd[31mc\ufffd\ufffdd\ufffde");
  }

  @Test
  void halfASurrogatePairBecomesAReplacement() {
    assertThat(Texts.bounded("x\ud83dy", 100)).isEqualTo("x\ufffdy");
  }

  @Test
  void everyBoundHoldsInBytes() {
    long seed = 99;
    Random random = new Random(seed);
    for (int round = 0; round < 5000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        text.appendCodePoint(random.nextInt(1 << (4 + random.nextInt(17))));
      }
      int bound = 3 + random.nextInt(60);
      byte[] bytes = Texts.bounded(text.toString(), bound).getBytes(StandardCharsets.UTF_8);
      assertThat(bytes.length).as("seed %s round %s", seed, round).isLessThanOrEqualTo(bound);
    }
  }
}
