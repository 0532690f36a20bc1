package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.profiles.fixture.PprofContent;
import io.flaregate.spi.profiles.Profiles;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldedTest {
  private static final int MANY = 1 << 20;
  private static final String SHOP =
      """
      main;serve;query 30
      main;serve 5
      main;gc 12
      """;

  private static Profiles parse(String text) {
    return Folded.parse(text, "cpu", "nanoseconds", MANY);
  }

  private static String fold(Profiles profiles) {
    return Folded.of(profiles, 0, 0, MANY);
  }

  @Test
  void whatIsReadIsWrittenAgain() {
    assertThat(fold(parse(SHOP))).isEqualTo(SHOP);
    assertThat(fold(parse(""))).isEmpty();
    assertThat(fold(parse("\n 3\n\n"))).isEqualTo(" 3\n");
  }

  @Test
  void equalStacksAreAddedUp() {
    assertThat(fold(parse("a;b 1\na 2\na;b 3\n"))).isEqualTo("a;b 4\na 2\n");
    String largest = "a " + Long.MAX_VALUE + "\n";
    assertThat(fold(parse(largest + "a 5\n"))).isEqualTo(largest);
  }

  @Test
  void aPprofOnTheWayIsTheSameStacks() throws Exception {
    byte[] pprof = new PprofEncoder().encode(parse(SHOP), 0);
    PprofValidator.checkCompact(pprof);
    assertThat(PprofContent.of(pprof).types()).containsExactly("cpu:nanoseconds");
    assertThat(fold(PprofDecoder.strict().decode(pprof).profiles())).isEqualTo(SHOP);
  }

  @Test
  void namesCannotBreakALine() {
    String odd = "a b;semi\\;colon;line\\nfeed;re\\rturn;back\\\\slash;\\e;Gö λ 𝒳 7\n";
    assertThat(fold(parse(odd))).isEqualTo(odd);
    assertThat(Folded.names("semi\\;colon;line\\nfeed;\\e", 1))
        .containsExactly("semi;colon", "line\nfeed", "");
  }

  @Test
  void randomNamesComeBackAsTheyWere() {
    Random random = new Random(7);
    List<String> parts = List.of(";", "\\", "\n", "\r", " ", "e", "n", "λ", "𝒳", "");
    for (int round = 0; round < 500; round++) {
      StringBuilder text = new StringBuilder("root" + round);
      for (int i = random.nextInt(5); i > 0; i--) {
        StringBuilder name = new StringBuilder();
        for (int j = random.nextInt(6); j > 0; j--) {
          name.append(parts.get(random.nextInt(parts.size())));
        }
        text.append(';').append(Folded.escaped(name.toString()));
        assertThat(Folded.names(Folded.escaped(name.toString()), 1))
            .containsExactly(name.toString());
      }
      text.append(' ').append(random.nextLong()).append('\n');
      assertThat(fold(parse(text.toString()))).isEqualTo(text.toString());
    }
  }

  @Test
  void errorsNameTheLine() {
    refuses("a 1\nb\n", "line 2: no space before a value");
    refuses("a 1\n\na b\n", "line 3: what follows the last space is not a whole number");
    refuses("a\\x 1\n", "line 1: a backslash is not followed by ; n r e or a backslash");
    refuses("a\\ 1\n", "line 1: a backslash is not followed by ; n r e or a backslash");
    assertThatThrownBy(() -> Folded.parse("a;b 1\nc;d 1\n", "cpu", "ns", 3))
        .hasMessage("line 2: more than 3 frames in all");
    assertThatThrownBy(() -> Folded.of(parse(SHOP), 0, 0, 20))
        .hasMessage("folded, the stacks take more than 20 characters");
    assertThatThrownBy(() -> Folded.of(parse(SHOP), 0, 1, MANY))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
