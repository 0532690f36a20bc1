package io.flaregate.phlare.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InflightBudgetTest {

  @Test
  void bookingsAddUpToTheBoundAndComeBackWhenClosed() {
    InflightBudget budget = new InflightBudget(100);
    InflightBudget.Booking one = budget.open();
    InflightBudget.Booking two = budget.open();
    assertThat(one.add(60)).isTrue();
    assertThat(two.add(40)).isTrue();
    assertThat(two.add(1)).isFalse();
    assertThat(budget.bookedBytes()).isEqualTo(100);
    one.close();
    one.close();
    assertThat(budget.bookedBytes()).isEqualTo(40);
    assertThat(two.add(60)).isTrue();
    assertThat(two.bytes()).isEqualTo(100);
    two.close();
    assertThat(budget.bookedBytes()).isZero();
  }

  @Test
  void sharesAreEqualPartsOfAtMostAQuarter() {
    InflightBudget budget = new InflightBudget(1200);
    assertThat(budget.shareBytes(0)).isEqualTo(1200);
    assertThat(budget.shareBytes(1)).isEqualTo(1200);
    assertThat(budget.shareBytes(3)).isEqualTo(400);
    assertThat(budget.shareBytes(50)).isEqualTo(300);
  }

  @Test
  void destinationTakesOneRequestOfAnySizeAndMoreUpToItsShare() {
    InflightBudget budget = new InflightBudget(100);
    assertThat(budget.bookShare("a", 80, 50)).isTrue();
    assertThat(budget.bookShare("a", 1, 50)).isFalse();
    assertThat(budget.bookShare("b", 30, 50)).isTrue();
    assertThat(budget.bookShare("b", 20, 50)).isTrue();
    assertThat(budget.bookShare("b", 1, 50)).isFalse();
    budget.freeShare("a", 80);
    assertThat(budget.bookedBytes("a")).isZero();
    assertThat(budget.bookShare("a", 90, 50)).isTrue();
    budget.freeShare("b", 30);
    assertThat(budget.bookedBytes("b")).isEqualTo(20);
  }
}
