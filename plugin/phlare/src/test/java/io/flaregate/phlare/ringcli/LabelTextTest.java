package io.flaregate.phlare.ringcli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ring.Token;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class LabelTextTest {
  @Test
  void sortsByNameAndReadsEscapes() {
    assertThat(LabelText.parse(" { b = \"x\\\"\\\\\\n\\u00e9\\U0001f525\",a=\"\" , } "))
        .containsExactly("a", "", "b", "x\"\\\n\u00e9\ud83d\udd25");
    assertThat(LabelText.parse("{}")).isEmpty();
  }

  @Test
  void readsWhatIsHashed() {
    for (long seed = 1; seed <= 500; seed++) {
      Random random = new Random(seed);
      String[] pairs = new String[2 * random.nextInt(4)];
      for (int i = 0; i < pairs.length; i += 2) {
        pairs[i] = "n" + i;
        pairs[i + 1] =
            random
                .ints(random.nextInt(9), 7, 0x2ff)
                .filter(c -> (c > 0x1f && c != 0x7f) || c < 14)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
      }
      assertThat(LabelText.parse(Token.labelString(pairs))).as("seed %d", seed).isEqualTo(pairs);
    }
  }

  @Test
  void saysWhereALabelIsWrong() {
    for (String[] bad :
        new String[][] {
          {"", "labels, at 1: the text ends too early: "},
          {"a=\"b\"", "labels, at 1: expected {: a=\"b\""},
          {"{a=\"b\"", "labels, at 7: the text ends too early: {a=\"b\""},
          {"{=\"b\"}", "labels, at 2: expected the name of a label: {=\"b\"}"},
          {"{a=\"b\" c=\"d\"}", "labels, at 8: expected , or }: {a=\"b\" c=\"d\"}"},
          {"{a=\"b\", a=\"c\"}", "labels, at 14: label a stands twice: {a=\"b\", a=\"c\"}"},
          {"{a=\"\\q\"}", "labels, at 7: unknown escape \\q: {a=\"\\q\"}"},
          {"{} x", "labels, at 3: expected nothing after }: {} x"},
        }) {
      assertThatThrownBy(() -> LabelText.parse(bad[0])).hasMessage(bad[1]);
    }
    assertThatThrownBy(() -> LabelText.parse("{a=\"\\u12\"}")).hasMessageContaining("no character");
  }

  @Test
  void readsSelectors() {
    assertThat(LabelText.selector(" {a=\"b\", a!=\"c\",  d =~ \"e.*\", \"x.y\" !~\"\\\"\",} "))
        .containsExactly(
            new LabelText.Matcher("a", "=", "b"),
            new LabelText.Matcher("a", "!=", "c"),
            new LabelText.Matcher("d", "=~", "e.*"),
            new LabelText.Matcher("x.y", "!~", "\""));
    assertThat(LabelText.selector("{}")).isEmpty();
    for (String[] bad :
        new String[][] {
          {"a=\"b\"", "selector, at 1: expected {: a=\"b\""},
          {"{a}", "selector, at 3: expected =~ or !~ or != or =: {a}"},
          {"{a=b}", "selector, at 4: expected \": {a=b}"},
          {"{a==\"b\"}", "selector, at 4: expected \": {a==\"b\"}"},
          {"{a", "selector, at 3: the text ends too early: {a"},
        }) {
      assertThatThrownBy(() -> LabelText.selector(bad[0])).hasMessage(bad[1]);
    }
  }
}
