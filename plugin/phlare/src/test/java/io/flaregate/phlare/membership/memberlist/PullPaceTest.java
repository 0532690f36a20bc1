package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.MemberlistConfig;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PullPaceTest {
  private static final long SECOND = 1_000_000_000L;

  private final PullPace pace = new PullPace(MemberlistConfig.defaults(), new Random(1));

  @Test
  void aSmallAnswerIsFollowedByTheNextWithinTheInterval() {
    for (int i = 0; i < 1000; i++) {
      assertThat(pace.nanosAfterAnswer(200 << 10)).isBetween(SECOND * 9 / 10, SECOND);
    }
  }

  @Test
  void aLargeAnswerStretchesTheIntervalUpToALimit() {
    assertThat(pace.nanosAfterAnswer(1 << 20)).isBetween(SECOND * 36 / 10, 4 * SECOND);
    assertThat(pace.nanosAfterAnswer(20 << 20)).isBetween(9 * SECOND, 10 * SECOND);
  }

  @Test
  void pausesAfterFailuresDoubleUpToALimitAndBeginAgain() {
    assertThat(pace.nanosAfterFailure()).isBetween(SECOND / 2, SECOND);
    assertThat(pace.nanosAfterFailure()).isBetween(SECOND, 2 * SECOND);
    assertThat(pace.nanosAfterFailure()).isBetween(2 * SECOND, 4 * SECOND);
    for (int i = 0; i < 100; i++) {
      assertThat(pace.nanosAfterFailure()).isBetween(SECOND * 5 / 2, 5 * SECOND);
    }
    assertThat(pace.nanosAfterAnswer(1)).isLessThanOrEqualTo(SECOND);
    assertThat(pace.nanosAfterFailure()).isLessThanOrEqualTo(SECOND);
  }

  @Test
  void longPausesDoNotOverflow() {
    long max = Duration.ofDays(100_000).toNanos();
    assertThat(PullPace.backoffNanos(max / 2 + 1, max, 1000)).isEqualTo(max);
    assertThat(PullPace.backoffNanos(1, max, Integer.MAX_VALUE)).isEqualTo(max);
  }
}
