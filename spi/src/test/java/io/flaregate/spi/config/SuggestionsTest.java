package io.flaregate.spi.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SuggestionsTest {

  @Test
  void findsTheNearestWord() {
    List<String> known = List.of("endpoint", "transport", "tls");
    assertThat(Suggestions.nearest("endpont", known)).contains("endpoint");
    assertThat(Suggestions.nearest("ednpoint", known)).contains("endpoint");
    assertThat(Suggestions.nearest("Endpoint", known)).contains("endpoint");
    assertThat(Suggestions.nearest("tsl", known)).contains("tls");
    assertThat(Suggestions.nearest("colour", known)).isEmpty();
    assertThat(Suggestions.nearest("", known)).isEmpty();
    assertThat(Suggestions.nearest("x", List.of())).isEmpty();
  }

  @Test
  void prefersTheNearerOfTwo() {
    assertThat(
            Suggestions.nearest("max_recv_msg_size", List.of("max_recv_msg_size_mib", "max_age")))
        .contains("max_recv_msg_size_mib");
    assertThat(Suggestions.nearest("limits", List.of("limit", "limits_x"))).contains("limit");
  }

  @Test
  void listsAFewKnownWordsWhenNoneIsNear() {
    assertThat(Suggestions.phrase("colour", List.of("port", "endpoint")))
        .isEqualTo(" (known: endpoint, port)");
    assertThat(Suggestions.phrase("colour", List.of())).isEmpty();
    List<String> many = Stream.iterate("aaaaaaaaaa", word -> word + "a").limit(25).toList();
    assertThat(Suggestions.phrase("colour", many)).isEmpty();
  }

  @Test
  void theDistanceIsAMetricOfSmallChanges() {
    assertThat(Suggestions.distance("ab", "ba")).isEqualTo(1);
    assertThat(Suggestions.distance("abc", "abc")).isZero();
    assertThat(Suggestions.distance("a-b", "a_b")).isZero();
    assertThat(Suggestions.distance("", "abc")).isEqualTo(3);
    assertThat(Suggestions.distance("kitten", "sitting")).isEqualTo(3);
    long seed = 7;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String a = word(random);
      String b = word(random);
      int distance = Suggestions.distance(a, b);
      assertThat(distance)
          .as("seed %d: %s, %s", seed, a, b)
          .isEqualTo(Suggestions.distance(b, a))
          .isBetween(Math.abs(a.length() - b.length()), Math.max(a.length(), b.length()));
      assertThat(distance == 0).isEqualTo(a.equals(b));
    }
  }

  private static String word(Random random) {
    StringBuilder word = new StringBuilder();
    for (int length = random.nextInt(6); length > 0; length--) {
      word.append((char) ('a' + random.nextInt(3)));
    }
    return word.toString();
  }
}
