package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ValueTypesTest {
  @Test
  void statesHaveNamesOrNumbers() {
    assertThat(InstanceState.of(0)).isSameAs(InstanceState.ACTIVE).hasToString("ACTIVE");
    assertThat(InstanceState.parse("LEFT")).isSameAs(InstanceState.LEFT);
    assertThat(InstanceState.parse("7")).isEqualTo(InstanceState.of(7)).hasToString("7");
    assertThat(InstanceState.parse("-3")).isEqualTo(InstanceState.of(-3));
    assertThat(InstanceState.of(7).extendsWrites()).isFalse();
    assertThat(InstanceState.LEFT.extendsWrites()).isTrue();
    assertThat(InstanceState.ACTIVE.extendsWrites()).isFalse();
    assertThatThrownBy(() -> InstanceState.parse("active"))
        .hasMessage(
            "state is neither one of ACTIVE, LEAVING, PENDING, JOINING, LEFT nor a number: active");
  }

  @Test
  void tokenListsAreCopiedBothWaysAndComparedByContent() {
    int[] source = {3, -1, 3, 1};
    TokenList list = TokenList.of(source);
    source[0] = 9;
    list.toArray()[1] = 9;
    assertThat(list).isEqualTo(TokenList.of(3, -1, 3, 1)).hasToString("[3, 4294967295, 3, 1]");
    assertThat(list).hasSameHashCodeAs(TokenList.of(3, -1, 3, 1));
    assertThat(list.normalised()).isEqualTo(TokenList.of(1, 3, -1));
    assertThat(TokenList.of()).isSameAs(TokenList.empty());
  }

  @Test
  void textsCompareAsTheirBytesDo() {
    Random random = new Random(4);
    int[] points = {'a', 'b', 0xe9, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff};
    for (int i = 0; i < 20_000; i++) {
      String a = text(random, points);
      String b = text(random, points);
      int expected =
          Arrays.compareUnsigned(
              a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
      assertThat(Integer.signum(Utf8Order.compare(a, b)))
          .as("%s and %s", a, b)
          .isEqualTo(Integer.signum(expected));
    }
  }

  private static String text(Random random, int[] points) {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(5); length > 0; length--) {
      text.appendCodePoint(points[random.nextInt(points.length)]);
    }
    return text.toString();
  }

  @Test
  void xxHashOfTheSpecificationsExamples() {
    assertThat(XxHash64.hash(new byte[0])).isEqualTo(0xEF46DB3751D8E999L);
    assertThat(XxHash64.hash("abc".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(0x44BC2CF5AD770999L);
    assertThatThrownBy(() -> XxHash64.hash(new byte[4], 2, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
