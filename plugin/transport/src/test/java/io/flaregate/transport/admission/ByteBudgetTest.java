package io.flaregate.transport.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
  @Test
  void admissionHoldsWhatItGrewByAndGivesItBackOnce() {
    ByteBudget budget = new ByteBudget(100);
    Admission admission = open(budget, 10);
    assertThat(admission.grow(50)).isTrue();
    assertThat(admission.heldBytes()).isEqualTo(60);
    assertThat(budget.reservedBytes()).isEqualTo(60);
    admission.close();
    admission.close();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void nothingIsBookedBeyondTheBudget() {
    ByteBudget budget = new ByteBudget(100);
    Admission one = open(budget, 60);
    assertThat(budget.open(41)).isNull();
    Admission two = open(budget, 40);
    assertThat(two.grow(1)).isFalse();
    assertThat(two.grow(0)).isTrue();
    assertThat(two.grow(Long.MAX_VALUE)).isFalse();
    assertThat(budget.reservedBytes()).isEqualTo(100);
    one.close();
    assertThat(two.grow(60)).isTrue();
  }

  @Test
  void shrinkingGivesBackOnlyWhatIsBeyond() {
    ByteBudget budget = new ByteBudget(100);
    Admission admission = open(budget, 80);
    admission.shrinkTo(30);
    assertThat(budget.reservedBytes()).isEqualTo(30);
    admission.shrinkTo(50);
    assertThat(budget.reservedBytes()).isEqualTo(30);
  }

  @Test
  void closedAdmissionGrantsNothing() {
    ByteBudget budget = new ByteBudget(100);
    Admission admission = open(budget, 10);
    admission.close();
    assertThat(admission.grow(1)).isFalse();
    assertThat(budget.reservedBytes()).isZero();
  }

  @Test
  void badAmountsAreRefused() {
    assertThatThrownBy(() -> new ByteBudget(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ByteBudget(1).open(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void threadsTogetherNeverExceedTheBudgetAndLeaveNothing() throws InterruptedException {
    ByteBudget budget = new ByteBudget(1000);
    AtomicLong held = new AtomicLong();
    AtomicLong most = new AtomicLong();
    CountDownLatch begin = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      long seed = t;
      Thread thread = new Thread(() -> churn(budget, held, most, begin, new Random(seed)));
      thread.start();
      threads.add(thread);
    }
    begin.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(most.get()).isLessThanOrEqualTo(1000);
    assertThat(budget.reservedBytes()).isZero();
  }

  private static Admission open(ByteBudget budget, long bytes) {
    return Objects.requireNonNull(budget.open(bytes), "nothing left");
  }

  private static void churn(
      ByteBudget budget, AtomicLong held, AtomicLong most, CountDownLatch begin, Random random) {
    try {
      begin.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (int round = 0; round < 20_000; round++) {
      long bytes = random.nextInt(400);
      Admission admission = budget.open(bytes);
      if (admission != null) {
        most.accumulateAndGet(held.addAndGet(bytes), Math::max);
        held.addAndGet(-bytes);
        admission.close();
      }
    }
  }
}
