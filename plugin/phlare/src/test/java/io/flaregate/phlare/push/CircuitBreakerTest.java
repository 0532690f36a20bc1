package io.flaregate.phlare.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.push.CircuitBreaker.Permit;
import io.flaregate.phlare.push.CircuitBreaker.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When a breaker opens and closes, on a clock that the test moves. */
class CircuitBreakerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private long nowNanos = 77;
  private final CircuitBreaker breaker = new CircuitBreaker(PATIENCE, () -> nowNanos);

  private void pass(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private Permit begin() {
    return Objects.requireNonNull(breaker.begin(), "kept away");
  }

  private void open() {
    Permit hung = begin();
    pass(5000);
    assertThat(breaker.unanswered(hung)).isTrue();
  }

  @Test
  void pushThatIsNotAnsweredForTheWholeTimeoutOpensIt() {
    Permit hung = begin();
    Permit later = begin();
    pass(5000);
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    assertThat(breaker.unanswered(hung)).isTrue();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.unanswered(later)).as("it is open already").isFalse();
    assertThat(breaker.begin()).isNull();
  }

  @Test
  void pauseShorterThanTheTimeoutNeverOpensIt() {
    for (int round = 0; round < 20; round++) {
      List<Permit> paused = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        paused.add(begin());
        pass(99);
      }
      // Of those that were sent when the pause began one may have had its time before that began.
      assertThat(breaker.unanswered(paused.remove(0))).isFalse();
      for (Permit permit : paused) {
        assertThat(breaker.answered(permit)).isFalse();
      }
      assertThat(breaker.state()).isEqualTo(State.CLOSED);
      pass(round * 1000L);
    }
  }

  @Test
  void answerOfAnyPushMeansThatTheIngesterLives() {
    Permit slow = begin();
    for (int i = 0; i < 10; i++) {
      Permit quick = begin();
      pass(500);
      assertThat(breaker.answered(quick)).isFalse();
    }
    assertThat(breaker.unanswered(slow)).as("only this one was not answered").isFalse();
  }

  @Test
  void failureAfterAnIdleHourIsNotAnHourOfSilence() {
    Permit failed = begin();
    pass(10);
    assertThat(breaker.unanswered(failed)).isFalse();
    pass(3_600_000);
    Permit next = begin();
    pass(10);
    assertThat(breaker.unanswered(next)).isFalse();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void refusedConnectionsOpenItOnceThereWasNoAnswerForTheTimeout() {
    boolean opened = false;
    int failures = 0;
    while (!opened) {
      Permit refused = begin();
      pass(100);
      opened = breaker.unanswered(refused);
      failures++;
    }
    assertThat(failures).isEqualTo(50);
  }

  @Test
  void onePushAtATimeProbesAnOpenBreaker() {
    open();
    pass(499);
    assertThat(breaker.begin()).isNull();
    pass(1);
    Permit probe = begin();
    assertThat(breaker.state()).isEqualTo(State.HALF_OPEN);
    assertThat(breaker.begin()).isNull();
    pass(5000);
    assertThat(breaker.begin()).as("the probe is still under way").isNull();
    assertThat(breaker.unanswered(probe)).isFalse();
    assertThat(breaker.state()).isEqualTo(State.OPEN);
    assertThat(breaker.begin()).isNull();
    pass(500);
    assertThat(breaker.answered(begin())).isTrue();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
    Permit one = begin();
    Permit two = begin();
    assertThat(breaker.answered(one)).isFalse();
    assertThat(breaker.answered(two)).isFalse();
  }

  @Test
  void lateAnswerOfAnEarlierPushClosesIt() {
    Permit hung = begin();
    Permit slower = begin();
    pass(5000);
    assertThat(breaker.unanswered(hung)).isTrue();
    assertThat(breaker.answered(slower)).isTrue();
    assertThat(breaker.state()).isEqualTo(State.CLOSED);
  }

  @Test
  void clockOfThisProcessDoesNotGoOnWhileItIsStopped() {
    long[] real = {5};
    AwakeClock clock = new AwakeClock(() -> real[0]);
    CircuitBreaker paused = new CircuitBreaker(PATIENCE, clock);
    Permit before = Objects.requireNonNull(paused.begin());
    real[0] += TimeUnit.SECONDS.toNanos(10);
    assertThat(paused.unanswered(before)).as("it was us who stood still").isFalse();
    clock.tick();
    assertThat(clock.getAsLong()).isEqualTo(AwakeClock.MAX_STEP_NANOS);
    Permit after = Objects.requireNonNull(paused.begin());
    for (int i = 0; i < 6; i++) {
      real[0] += TimeUnit.SECONDS.toNanos(1);
      clock.tick();
    }
    assertThat(paused.unanswered(after)).isTrue();
  }

  /**
   * Whatever happens: it never opens unless there was no answer for the whole timeout, at most one
   * push is under way that began after it opened, and an answer closes it.
   */
  @Test
  void randomEventsKeepItsPromises() {
    for (long seed = 1; seed <= 300; seed++) {
      nowNanos = 0;
      CircuitBreaker one = new CircuitBreaker(PATIENCE, () -> nowNanos);
      Random random = new Random(seed);
      List<Permit> normal = new ArrayList<>();
      List<Permit> probes = new ArrayList<>();
      long lastAnswer = 0;
      for (int step = 0; step < 400; step++) {
        pass(random.nextInt(400));
        boolean wasClosed = one.state() == State.CLOSED;
        int kind = random.nextInt(8);
        List<Permit> from = probes.isEmpty() ? normal : probes;
        if (kind < 4 || from.isEmpty()) {
          Permit permit = one.begin();
          if (permit != null) {
            (wasClosed ? normal : probes).add(permit);
          }
          assertThat(permit != null || !wasClosed).as("seed %d step %d", seed, step).isTrue();
        } else if (kind == 4 && random.nextInt(10) == 0) {
          assertThat(one.answered(from.remove(0))).isEqualTo(!wasClosed);
          assertThat(one.state()).isEqualTo(State.CLOSED);
          normal.addAll(probes);
          probes.clear();
          lastAnswer = nowNanos;
        } else if (one.unanswered(from.remove(0))) {
          assertThat(nowNanos - lastAnswer)
              .as("seed %d step %d", seed, step)
              .isGreaterThanOrEqualTo(PATIENCE.toNanos());
        }
        assertThat(probes).as("seed %d step %d", seed, step).hasSizeLessThan(2);
      }
    }
  }
}
