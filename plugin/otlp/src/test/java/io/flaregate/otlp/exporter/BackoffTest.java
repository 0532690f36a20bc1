package io.flaregate.otlp.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.RetryOnFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final RetryOnFailure CONFIG =
      new RetryOnFailure(true, Duration.ofSeconds(1), 0.5, 2, Duration.ofSeconds(3), Duration.ZERO);

  @Test
  void pausesGrowUpToTheLongest() {
    Backoff backoff = new Backoff(CONFIG, () -> 0.5);
    assertThat(seconds(backoff.next(Duration.ZERO))).isEqualTo(1);
    assertThat(seconds(backoff.next(Duration.ZERO))).isEqualTo(2);
    assertThat(seconds(backoff.next(Duration.ZERO))).isEqualTo(3);
    assertThat(seconds(backoff.next(Duration.ZERO))).isEqualTo(3);
  }

  @Test
  void pausesAreRandomWithinTheirPart() {
    assertThat(seconds(new Backoff(CONFIG, () -> 0).next(Duration.ZERO))).isEqualTo(0.5);
    assertThat(seconds(new Backoff(CONFIG, () -> 0.75).next(Duration.ZERO))).isEqualTo(1.25);
  }

  @Test
  void serverMayAskForALongerPause() {
    Backoff backoff = new Backoff(CONFIG, () -> 0.5);
    assertThat(seconds(backoff.next(Duration.ofSeconds(60)))).isEqualTo(60);
    assertThat(seconds(backoff.next(Duration.ofMillis(1)))).isEqualTo(2);
  }

  private static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
