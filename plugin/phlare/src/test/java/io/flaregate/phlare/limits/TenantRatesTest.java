package io.flaregate.phlare.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.testing.FakeClock;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TenantRatesTest {
  private static final long SECOND = 1_000_000_000L;
  private final FakeClock clock = new FakeClock();
  private int distributors = 1;

  /** Megabytes that make a whole number of bytes. */
  private static LimitsConfig limits(long bytesPerSecond, long burst) {
    LimitsConfig none = LimitsConfig.none();
    double mb = 1 << 20;
    return new LimitsConfig(
        bytesPerSecond / mb,
        burst / mb,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
        none.rejectOlderThan(),
        none.rejectNewerThan(),
        true,
        0,
        0);
  }

  /** The rates of tenants that all have the same limits, which may change. */
  private final class Rates {
    private final TenantRates rates = new TenantRates(clock::nanoTime, () -> distributors);
    private LimitsConfig limits;

    Rates(LimitsConfig limits) {
      this.limits = limits;
    }

    long take(String tenant, long bytes) {
      return rates.take(tenant, bytes, limits);
    }

    void giveBack(String tenant, long bytes) {
      rates.giveBack(tenant, bytes);
    }
  }

  private Rates rates(long bytesPerSecond, long burst) {
    return new Rates(limits(bytesPerSecond, burst));
  }

  @Test
  void aFullBucketGivesItsBurstAndThenTheRate() {
    Rates rates = rates(100, 50);
    assertThat(rates.take("a", 50)).isZero();
    assertThat(rates.take("a", 10)).isEqualTo(SECOND / 10);
    clock.advance(Duration.ofMillis(99));
    assertThat(rates.take("a", 10)).isEqualTo(SECOND / 1000);
    clock.advance(Duration.ofMillis(1));
    assertThat(rates.take("a", 10)).isZero();
    assertThat(rates.take("a", 1)).isEqualTo(SECOND / 100);
  }

  @Test
  void aBucketHoldsNoMoreThanItsBurst() {
    Rates rates = rates(100, 50);
    clock.advance(Duration.ofDays(400));
    assertThat(rates.take("a", 50)).isZero();
    assertThat(rates.take("a", 1)).isPositive();
  }

  @Test
  void aRateIsSharedByTheDistributors() {
    distributors = 4;
    Rates rates = rates(100, 50);
    assertThat(rates.take("a", 50)).isZero();
    assertThat(rates.take("a", 25)).isEqualTo(SECOND);
    clock.advance(Duration.ofSeconds(1));
    assertThat(rates.take("a", 25)).isZero();
  }

  @Test
  void whatIsMissingStaysMissingWhenTheRateChanges() {
    Rates rates = rates(100, 50);
    assertThat(rates.take("a", 50)).isZero();
    rates.limits = limits(10, 60);
    assertThat(rates.take("a", 10)).isZero();
    assertThat(rates.take("a", 10)).isEqualTo(SECOND);
    distributors = 2;
    assertThat(rates.take("a", 10)).isEqualTo(2 * SECOND);
  }

  @Test
  void tenantsDoNotShare() {
    Rates rates = rates(100, 50);
    assertThat(rates.take("a", 50)).isZero();
    assertThat(rates.take("b", 50)).isZero();
    assertThat(rates.take("b", 1)).isPositive();
  }

  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    Rates rates = rates(100, 50);
    assertThat(rates.take("a", 50)).isZero();
    rates.giveBack("a", 30);
    assertThat(rates.take("a", 30)).isZero();
    assertThat(rates.take("a", 1)).isPositive();
    rates.giveBack("nobody", 30);
  }

  @Test
  void moreThanTheBurstCanNeverBeTaken() {
    Rates rates = rates(100, 50);
    assertThatThrownBy(() -> rates.take("a", 51))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("51 bytes of a burst of 50");
  }

  @Test
  void withoutRateOrBurstThereIsNoLimit() {
    assertThat(TenantRates.isLimited(limits(0, 50))).isFalse();
    assertThat(TenantRates.isLimited(limits(100, 0))).isFalse();
    assertThat(rates(0, 50).take("a", Long.MAX_VALUE)).isZero();
  }

  @Test
  void itAgreesWithABucketThatIsFilledByFractions() {
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      long rate = 1L + random.nextInt(1_000);
      long burst = 1L + random.nextInt(5_000);
      Rates rates = rates(rate, burst);
      // Tokens in billionths of a byte, so that nothing is rounded.
      BigInteger full = BigInteger.valueOf(burst).multiply(BigInteger.valueOf(SECOND));
      BigInteger tokens = full;
      for (int i = 0; i < 500; i++) {
        long pause = random.nextInt(3) == 0 ? 0 : random.nextInt(2_000) * 1_000_000L;
        clock.advance(Duration.ofNanos(pause));
        tokens = tokens.add(BigInteger.valueOf(pause * rate)).min(full);
        long bytes = random.nextInt((int) burst + 1);
        BigInteger wanted = BigInteger.valueOf(bytes).multiply(BigInteger.valueOf(SECOND));
        long wait = rates.take("a", bytes);
        if (wait == 0) {
          tokens = tokens.subtract(wanted);
        }
        // Costs are rounded up to a nanosecond each: 500 of them are the slack.
        BigInteger slack = BigInteger.valueOf(rate * 1_000);
        assertThat(tokens).as("seed %d", seed).isGreaterThanOrEqualTo(BigInteger.ZERO);
        if (wait > 0) {
          assertThat(tokens.subtract(wanted)).as("seed %d", seed).isLessThan(slack);
        }
      }
    }
  }

  @Test
  void theNumberOfTenantsIsBounded() {
    Rates rates = rates(100, 50);
    assertThat(rates.take("first", 50)).isZero();
    for (int i = 0; i < TenantMap.MAX_TENANTS; i++) {
      assertThat(rates.take("tenant-" + i, 50)).isZero();
    }
    assertThat(rates.take("first", 50)).isZero();
    assertThat(rates.take("tenant-" + (TenantMap.MAX_TENANTS - 1), 50)).isPositive();
  }
}
