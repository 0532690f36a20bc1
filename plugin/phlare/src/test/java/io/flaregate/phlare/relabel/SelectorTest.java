package io.flaregate.phlare.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SelectorTest {
  private static boolean matches(String selector, Map<String, String> labels) {
    return Selector.parse(selector).matches(name -> labels.getOrDefault(name, ""));
  }

  @Test
  void allMatchersMustHold() {
    Map<String, String> labels = Map.of("service_name", "shop", "region", "eu-west");
    assertThat(matches("{}", labels)).isTrue();
    assertThat(matches("{service_name=\"shop\"}", labels)).isTrue();
    assertThat(matches(" { service_name = \"shop\" , region =~ \"eu-.*\", } ", labels)).isTrue();
    assertThat(matches("{service_name=\"shop\", region!=\"eu-west\"}", labels)).isFalse();
    assertThat(matches("{region=~\"eu\"}", labels)).isFalse();
    assertThat(matches("{region!~\"us-.*\"}", labels)).isTrue();
  }

  @Test
  void aLabelThatIsNotThereIsEmpty() {
    assertThat(matches("{team=\"\"}", Map.of())).isTrue();
    assertThat(matches("{team!=\"\"}", Map.of())).isFalse();
  }

  @Test
  void namesMayBeQuotedAndValuesEscaped() {
    assertThat(matches("{\"k8s.pod name\"=\"a\\\"b\"}", Map.of("k8s.pod name", "a\"b"))).isTrue();
  }

  @Test
  void whatIsNoneSaysWhere() {
    for (String text :
        List.of("", "{", "{a}", "{a=b}", "{a=\"b\"", "{a=\"b\"} x", "{a~\"b\"}", "{a!\"b\"}")) {
      assertThatThrownBy(() -> Selector.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not a selector such as {service_name=\"checkout\"}");
    }
    assertThatThrownBy(() -> Selector.parse("{a=~\"(\"}"))
        .hasMessageContaining("not an RE2 expression: missing closing )");
  }
}
