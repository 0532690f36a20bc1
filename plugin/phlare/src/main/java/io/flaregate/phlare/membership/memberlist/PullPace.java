package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.MemberlistConfig;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait between two pulls. Pauses vary a little, so that gateways that were started
 * together do not ask together. Not thread-safe.
 */
final class PullPace {
  /** Answers may come at this rate; larger ones are asked for less often. */
  static final int BYTES_PER_SECOND = 256 << 10;

  /** The longest pause that a large answer causes: well below a heartbeat timeout. */
  static final Duration MAX_STRETCH = Duration.ofSeconds(10);

  private final long intervalNanos;
  private final long minBackoffNanos;
  private final long maxBackoffNanos;
  private final RandomGenerator random;
  private int failures;

  PullPace(MemberlistConfig config, RandomGenerator random) {
    this.intervalNanos = config.pullPushInterval().toNanos();
    this.minBackoffNanos = config.minJoinBackoff().toNanos();
    this.maxBackoffNanos = config.maxJoinBackoff().toNanos();
    this.random = random;
  }

  /** The pause after an answer, at most the configured interval unless the answer is large. */
  long nanosAfterAnswer(int answerBytes) {
    failures = 0;
    long stretched = answerBytes * 1_000_000_000L / BYTES_PER_SECOND;
    long pause = Math.max(intervalNanos, Math.min(stretched, MAX_STRETCH.toNanos()));
    return jittered(pause, 0.1);
  }

  /** The pause after a round in which nobody answered: doubled each time, up to a limit. */
  long nanosAfterFailure() {
    return jittered(backoffNanos(minBackoffNanos, maxBackoffNanos, ++failures), 0.5);
  }

  /** The pause after a number of failures in a row. */
  static long backoffNanos(long minNanos, long maxNanos, int failures) {
    long pause = minNanos;
    for (int i = 1; i < failures && pause < maxNanos; i++) {
      pause = pause > maxNanos / 2 ? maxNanos : 2 * pause;
    }
    return Math.min(pause, maxNanos);
  }

  private long jittered(long nanos, double part) {
    return nanos - (long) (nanos * part * random.nextDouble());
  }
}
