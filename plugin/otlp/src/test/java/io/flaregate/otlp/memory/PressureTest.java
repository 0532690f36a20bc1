package io.flaregate.otlp.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.memory.Pressure.Level;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PressureTest {
  private static final long MIB = 1024 * 1024;

  private final Pressure pressure = new Pressure(new MemoryLimits(80, 100, "limit_mib: 1"));
  private long now;

  private Level at(long afterGc, long heapNow, long direct) {
    return pressure.update(new MemoryReading(afterGc, heapNow, direct), now);
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  @Test
  void heapAfterCollectionAndDirectMemoryCountTogether() {
    assertThat(at(50, 95, 30)).isEqualTo(Level.NORMAL);
    assertThat(at(50, 95, 31)).isEqualTo(Level.SOFT);
    assertThat(at(60, 95, 40)).isEqualTo(Level.SOFT);
    assertThat(at(60, 95, 41)).isEqualTo(Level.HARD);
    assertThat(pressure.usedBytes()).isEqualTo(101);
  }

  @Test
  void garbageDoesNotCount() {
    assertThat(at(10, 1000, 0)).isEqualTo(Level.NORMAL);
  }

  @Test
  void whatTheHeapHoldsNowIsTheMostThatCanBeInUse() {
    assertThat(at(90, 95, 0)).isEqualTo(Level.SOFT);
    assertThat(at(90, 20, 0)).isEqualTo(Level.NORMAL);
  }

  @Test
  void anOldFigureDoesNotKeepRequestsOutForEver() {
    assertThat(at(90, 95, 0)).isEqualTo(Level.SOFT);
    pass(Pressure.TRUST.minusNanos(1));
    assertThat(at(90, 95, 0)).isEqualTo(Level.SOFT);
    pass(Duration.ofNanos(1));
    assertThat(at(90, 95, 0)).isEqualTo(Level.NORMAL);
    pass(Duration.ofHours(1));
    assertThat(at(90, 95, 0)).as("no collection since").isEqualTo(Level.NORMAL);
    assertThat(at(91, 95, 0)).as("the next collection").isEqualTo(Level.SOFT);
  }

  @Test
  void directMemoryIsNeverAnOldFigure() {
    assertThat(at(10, 50, 90)).isEqualTo(Level.SOFT);
    pass(Duration.ofHours(1));
    assertThat(at(10, 50, 90)).isEqualTo(Level.SOFT);
  }

  @Test
  void aFigureThatKeptNobodyOutIsBelievedHoweverOld() {
    assertThat(at(70, 95, 0)).isEqualTo(Level.NORMAL);
    pass(Duration.ofHours(1));
    assertThat(at(70, 95, 20)).isEqualTo(Level.SOFT);
  }

  @Test
  void limitsAreOfTheHeapOrInMebibytes() {
    Duration any = Duration.ofSeconds(1);
    assertThat(new MemoryLimiterConfig(any, 100, 0, 0, 0).limits(0))
        .isEqualTo(new MemoryLimits(80 * MIB, 100 * MIB, "limit_mib: 100"));
    assertThat(new MemoryLimiterConfig(any, 100, 30, 50, 0).limits(1000))
        .isEqualTo(new MemoryLimits(70 * MIB, 100 * MIB, "limit_mib: 100"));
    assertThat(new MemoryLimiterConfig(any, 0, 0, 50, 0).limits(1000))
        .isEqualTo(new MemoryLimits(400, 500, "limit_percentage: 50"));
    assertThat(new MemoryLimiterConfig(any, 0, 0, 50, 30).limits(1000))
        .isEqualTo(new MemoryLimits(200, 500, "limit_percentage: 50"));
  }

  @Test
  void theMemoryOfThisProcessCanBeRead() {
    MemoryReading reading = new JvmMemory().get();
    assertThat(reading.heapNowBytes()).isPositive();
    assertThat(reading.heapAfterGcBytes()).isBetween(0L, Runtime.getRuntime().maxMemory());
    long before = reading.directBytes();
    java.nio.ByteBuffer held = java.nio.ByteBuffer.allocateDirect((int) (8 * MIB));
    assertThat(new JvmMemory().get().directBytes()).isGreaterThanOrEqualTo(before + 7 * MIB);
    assertThat(held.capacity()).isPositive();
  }
}
