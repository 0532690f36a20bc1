package io.flaregate.phlare.membership.consul;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ChangeRateTest {
  @Test
  void theRateOfChangesIsLimited() {
    ChangeRate rate = new ChangeRate(2, 3, 0);
    assertThat(rate.takeNanos(0)).isZero();
    assertThat(rate.takeNanos(0)).isZero();
    assertThat(rate.takeNanos(0)).isZero();
    assertThat(rate.takeNanos(0)).isEqualTo(500_000_000L);
    assertThat(rate.takeNanos(0)).isEqualTo(1_000_000_000L);
    assertThat(rate.takeNanos(60_000_000_000L)).isZero();
    ChangeRate none = new ChangeRate(0, 1, 0);
    for (int i = 0; i < 5; i++) {
      assertThat(none.takeNanos(0)).isZero();
    }
  }
}
