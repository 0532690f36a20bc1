package io.flaregate.phlare.durable;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SeriesOrderTest {
  private final SeriesOrder order = new SeriesOrder();

  @Test
  void oneRecordOfASeriesIsTriedAtATimeInOrder() {
    assertThat(order.mayTry("t", 7, 1)).isTrue();
    assertThat(order.mayTry("t", 7, 2)).isFalse();
    assertThat(order.mayTry("t", 7, 3)).isFalse();
    assertThat(order.mayTry("t", 7, 1)).as("tried again").isTrue();
    assertThat(order.mayTry("t", 8, 4)).as("another series").isTrue();
    assertThat(order.mayTry("other", 7, 5)).as("another tenant").isTrue();
    assertThat(order.done("t", 7, 1)).isEqualTo(2);
    assertThat(order.mayTry("t", 7, 2)).isTrue();
    assertThat(order.done("t", 7, 2)).isEqualTo(3);
    assertThat(order.done("t", 7, 3)).isZero();
    assertThat(order.mayTry("t", 7, 9)).isTrue();
  }

  @Test
  void aRecordThatIsLostLetsThoseBehindItGo() {
    assertThat(order.mayTry("t", 7, 1)).isTrue();
    assertThat(order.mayTry("t", 7, 2)).isFalse();
    assertThat(order.lost(1)).isEqualTo(2);
    assertThat(order.lost(1)).isZero();
    assertThat(order.mayTry("t", 7, 2)).isTrue();
  }
}
