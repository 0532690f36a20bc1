package io.flaregate.phlare.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.UndecodableException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a small request may cost on the whole path, whatever it is made of. */
class HostileTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final long MIB = 1 << 20;
  private static final int SMALL = 64 << 10;

  /** The default limits but for the rate and the window, which would refuse all at once. */
  private static LimitsConfig limits() {
    LimitsConfig all = LimitsConfig.defaults();
    return new LimitsConfig(
        0,
        0,
        all.maxLabelNameLength(),
        all.maxLabelValueLength(),
        all.maxLabelNamesPerSeries(),
        all.maxProfileSizeBytes(),
        all.maxProfileStacktraceSamples(),
        all.maxProfileStacktraceSampleLabels(),
        all.maxProfileStacktraceDepth(),
        all.maxProfileSymbolValueLength(),
        Duration.ZERO,
        Duration.ZERO,
        true,
        all.maxExpandedLocations(),
        all.maxSeriesPerRequest());
  }

  private static long allocated(byte[] body, LimitsConfig limits) {
    try (WholePath path = new WholePath(limits, DecodeLimits.DEFAULT)) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        path.run(body);
      } catch (UndecodableException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
      return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
  }

  private static byte[] body(HostileFamily family, int steps, long seed) {
    return new HostileRequest(family, steps, new Random(seed)).bytes();
  }

  /** The largest body of a family within 64 KiB. */
  private static byte[] small(HostileFamily family, long seed) {
    int low = 1;
    int high = SMALL;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (body(family, middle, seed).length <= SMALL) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return body(family, low, seed);
  }

  @ParameterizedTest
  @EnumSource(HostileFamily.class)
  void aBodyOf64KibTakesNoMoreThan64Mib(HostileFamily family) {
    for (long seed = 0; seed < 2; seed++) {
      byte[] body = small(family, seed);
      assertThat(body.length).isBetween(SMALL / 3, SMALL);
      assertThat(allocated(body, limits())).as("seed %s", seed).isLessThanOrEqualTo(64 * MIB);
    }
  }

  @Test
  void oneStackOfTenThousandLocationsInTenThousandSamples() {
    byte[] body = body(HostileFamily.DEEP_STACK_IN_SAMPLES_OF_OTHER_THREADS, 10_000, 1);
    assertThat(allocated(body, limits())).isLessThanOrEqualTo(64 * MIB);
    byte[] equal = body(HostileFamily.DEEP_STACK_IN_EQUAL_SAMPLES, 10_000, 1);
    assertThat(equal.length).isBetween(50_000, 120_000);
    assertThat(allocated(equal, limits())).isLessThanOrEqualTo(64 * MIB);
  }

  @Test
  void oneStackOfAHundredThousandLocationsInAHundredThousandSamples() {
    byte[] body = body(HostileFamily.DEEP_STACK_IN_EQUAL_SAMPLES, 100_000, 1);
    assertThat(body.length).isBetween(500_000, 1_200_000);
    assertThat(allocated(body, limits())).isLessThanOrEqualTo(64 * MIB);
  }

  /** Keys that differ in a few bits only fill no table faster than random ones. */
  @Test
  void tenTimesAsManyEntriesTakeAboutTenTimesAsMuch() {
    for (HostileFamily family :
        new HostileFamily[] {
          HostileFamily.NUMBERS_THAT_DIFFER_IN_THE_UPPER_HALF,
          HostileFamily.EQUAL_STRINGS,
          HostileFamily.STACKS_OF_ONE_LOCATION
        }) {
      LimitsConfig none = LimitsConfig.none();
      long one = allocated(body(family, 4_000, 1), none);
      long ten = allocated(body(family, 40_000, 1), none);
      assertThat((double) ten / one).as(family.name()).isLessThan(14);
    }
  }
}
