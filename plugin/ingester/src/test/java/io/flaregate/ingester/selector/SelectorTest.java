package io.flaregate.ingester.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.ingester.model.Label;
import io.flaregate.ingester.model.LabelSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
  private static final LabelSet SHOP =
      LabelSet.sorted(
          List.of(
              new Label("service_name", "shop"),
              new Label("region", "eu-west"),
              new Label("note", "say \"hi\"\n\\")));

  private static boolean selects(String text) {
    return Selector.parse(text).matches(SHOP);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  ",
        "{}",
        " { } ",
        "{service_name=\"shop\"}",
        "{service_name='shop'}",
        "{service_name=`shop`,}",
        "{ service_name = \"shop\" , region=\"eu-west\" }",
        "{\"service_name\"=\"shop\"}",
        "{service_name!=\"other\"}",
        "{service_name=~\"sh.*\"}",
        "{service_name=~\"shop|web\"}",
        "{service_name!~\"sho\"}",
        "{absent=\"\"}",
        "{absent!=\"x\"}",
        "{absent=~\".*\"}",
        "{absent!~\".+\"}",
        "{note=\"say \\\"hi\\\"\\n\\\\\"}",
        "{note=~\"say.*\"}",
        "{service_name=\"\\x73\\150\\u006f\\U00000070\"}"
      })
  void selectsWhatMeetsEveryCondition(String text) {
    assertThat(selects(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{service_name=\"sho\"}",
        "{service_name=\"shop\", region=\"us\"}",
        "{service_name!=\"shop\"}",
        "{service_name=~\"sho\"}",
        "{service_name=~\"hop\"}",
        "{service_name!~\"s.*\"}",
        "{absent!=\"\"}",
        "{absent=~\".+\"}",
        "{service_name=`sho\\x70`}"
      })
  void leavesOutWhatDoesNot(String text) {
    assertThat(selects(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '\0',
      value = {
        "service_name=\"a\"§selector: expected '{' at character 1, found 's'",
        "{§selector: expected a label name at character 2, found the end",
        "{a§selector: expected one of = != =~ !~ at character 3, found the end",
        "{a>\"1\"}§selector: expected one of = != =~ !~ at character 3, found '>'",
        "{a=b}§selector: expected a quoted value at character 4, found 'b'",
        "{a=\"b§selector: the quote at character 4 is not closed",
        "{a=\"b\" c=\"d\"}§selector: expected ',' at character 8, found 'c'",
        "{a=\"b\"} x§selector: expected the end at character 9, found 'x'",
        "{,}§selector: expected a label name at character 2, found ','",
        "{1a=\"b\"}§selector: expected a label name at character 2, found '1'",
        "{a=\"\\q\"}§selector: the escape at character 5 is not one of Go's",
        "{a=\"\\xf\"}§selector: the escape at character 5 is not one of Go's",
        "{a=\"\\U00ffffff\"}§selector: the escape at character 5 is not one of Go's",
        "{a=\"\\xff\"}§selector: the text at character 4 is not UTF-8",
        "{a=~\"(\"}§pattern for label a: missing closing ) in \"(\"",
      })
  void saysWhatIsWrongAndWhere(String text, String message) {
    assertThatThrownBy(() -> Selector.parse(text))
        .isInstanceOf(SelectorException.class)
        .hasMessage(message);
  }

  @Test
  void everythingIsBounded() {
    String many =
        IntStream.range(0, SelectorParser.MAX_MATCHERS + 1)
            .mapToObj(i -> "l" + i + "=\"\"")
            .collect(Collectors.joining(",", "{", "}"));
    assertThatThrownBy(() -> Selector.parse(many))
        .hasMessage("selector has more than 64 conditions");
    assertThatThrownBy(() -> Selector.parse("{a=\"" + "x".repeat(17_000) + "\"}"))
        .hasMessage("selector is 17006 characters long (at most 16384)");
    assertThatThrownBy(() -> Selector.parse("{a=~\"" + "x".repeat(2049) + "\"}"))
        .hasMessage("pattern for label a is 2049 characters long (at most 2048)");
  }

  @Test
  void aPatternThatBacktrackersChokeOnIsMatchedAtOnce() {
    LabelSet long1 = LabelSet.sorted(List.of(new Label("a", "a".repeat(5000) + "!")));
    assertThat(Selector.parse("{a=~\"(a+)+b\"}").matches(long1)).isFalse();
  }

  @Test
  void itsTextIsReadBackAsItself() {
    String text = Selector.parse("{a='say \"x\"', b!~`\\d+`}").toString();
    assertThat(text).isEqualTo("{a=\"say \\\"x\\\"\", b!~\"\\\\d+\"}");
    assertThat(Selector.parse(text)).hasToString(text);
  }
}
