package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PprofBadCasesTest {

  static Stream<BadCase> cases() {
    return Corpus.configured().badCases("pprof").stream().filter(each -> body(each).isPresent());
  }

  /** The pprof, unless it cannot be unpacked within bounds: that is not the decoder's business. */
  private static Optional<byte[]> body(BadCase each) {
    try {
      return Optional.of(each.file().body());
    } catch (UncheckedIOException e) {
      return Optional.empty();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theOutcomeIsTheOneThatTheCaseNames(BadCase each) throws Exception {
    byte[] body = body(each).orElseThrow();
    if (each.rule().equals("malformed_profile")) {
      assertThatThrownBy(() -> PprofDecoder.strict().decode(body))
          .isInstanceOf(MalformedPprofException.class);
      return;
    }
    DecodedPprof decoded = PprofDecoder.strict().decode(body);
    PprofValidator.checkCompact(new PprofEncoder().encode(decoded.profiles(), 0));
    boolean negative =
        decoded.profiles().samples().size() > 0 && decoded.profiles().samples().value(0) < 0;
    switch (each.outcome()) {
      case "stored" -> assertThat(decoded.droppedSamples()).isZero();
      case "stored_with_message" ->
          assertThat(decoded.droppedSamples() + decoded.repairedTexts()).isPositive();
      default -> assertThat(decoded.droppedSamples() > 0 || negative).isTrue();
    }
  }
}
