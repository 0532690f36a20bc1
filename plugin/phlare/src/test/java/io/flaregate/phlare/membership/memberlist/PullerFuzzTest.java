package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the answer of a memberlist node, which nobody vouches for: read or refused by the
 * documented exception, and never changed.
 */
class PullerFuzzTest {
  private static final int MAX_SEED_BYTES = 4_096;
  private static final Set<String> KEYS =
      Set.of(DecoderFuzzTest.RING, DecoderFuzzTest.DISTRIBUTORS);
  private static final DecoderFuzzTest NODE = new DecoderFuzzTest();
  private static final Puller PULLER = NODE.puller();

  static Stream<byte[]> seeds() {
    return DecoderFuzzTest.corpus().stream().filter(each -> each.length <= MAX_SEED_BYTES);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyAnswerIsReadOrRefused(byte[] answer) {
    byte[] before = answer.clone();
    NODE.served = answer;
    try {
      Puller.Round round = PULLER.round(KEYS, List.of(), () -> false);
      assertThat(round.heard()).isSubsetOf(KEYS);
      assertThat(round.answerBytes()).isEqualTo(answer.length);
    } catch (MemberlistException e) {
      assertThat(e).hasMessageNotContaining("null");
    }
    assertThat(answer).isEqualTo(before);
  }
}
