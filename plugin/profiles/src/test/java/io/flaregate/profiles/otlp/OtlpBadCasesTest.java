package io.flaregate.profiles.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a decoder can tell of the malformed and borderline payloads. */
class OtlpBadCasesTest {

  /** Reasons that are found out after decoding, when labels are known and samples cleaned. */
  private static final Set<String> LATER =
      Set.of("label_name_too_long", "label_value_too_long", "max_label_names_per_series");

  static Stream<BadCase> cases() {
    return Corpus.configured().badCases("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void answersAsTheCaseSays(BadCase each) throws Exception {
    byte[] body;
    try {
      body = each.file().body();
    } catch (UncheckedIOException e) {
      // Decompression comes before decoding and finds these.
      assertThat(each.outcome()).isIn("too_large", "undecodable");
      return;
    }
    DecodeLimits limits = DecodeLimits.DEFAULT.withMaxSamplesPerProfile(16_000);
    OtlpDecoder decoder = new OtlpDecoder();
    DecodedProfiles decoded;
    try {
      decoded = decoder.decode(body, body.length, limits);
    } catch (UndecodableException e) {
      assertThat(each.outcome()).as(e.getMessage()).isEqualTo("undecodable");
      assertThat(e.reason()).isEqualTo(Reason.UNDECODABLE);
      return;
    }
    assertOutcome(each, decoded);
  }

  private static void assertOutcome(BadCase each, DecodedProfiles decoded) {
    String told = decoded.result().toString();
    int rejected = decoded.result().count(Outcome.REJECTED);
    switch (each.outcome()) {
      case "stored", "empty" -> assertThat(decoded.result().details()).as(told).isEmpty();
      case "rejected" -> {
        boolean later = LATER.contains(each.rule());
        assertThat(rejected).as(told).isEqualTo(later ? 0 : decoded.profileCount());
      }
      case "partial" -> {
        assertThat(rejected).as(told).isEqualTo(1);
        assertThat(decoded.result().outcome(1)).isEqualTo(Outcome.REJECTED);
      }
      case "undecodable", "too_large" -> assertThat(decoded).as(each.problem()).isNull();
      default -> assertThat(rejected).as(told).isZero();
    }
    if (each.outcome().equals("stored_with_message") && !each.rule().contains("value_saturated")) {
      assertThat(decoded.result().details()).as(told).isNotEmpty();
      assertThat(decoded.counts()).isNotEmpty();
    }
  }
}
