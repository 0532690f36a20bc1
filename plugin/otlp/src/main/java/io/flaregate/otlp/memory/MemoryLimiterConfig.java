package io.flaregate.otlp.memory;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.IgnoredKeys;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * The processor {@code memory_limiter}, under the Collector's keys.
 *
 * @param checkInterval how often memory is looked at
 * @param limitMib the hard limit of heap after collection and direct memory together; 0: not set
 * @param spikeLimitMib how far below it the soft limit is; 0: a fifth
 * @param limitPercentage the hard limit in percent of the largest heap, where limitMib is 0
 * @param spikeLimitPercentage how far below it the soft limit is, in percent of the largest heap
 */
@IgnoredKeys(
    value = {
      "min_gc_interval_when_soft_limited",
      "min_gc_interval_when_hard_limited",
      "max_gc_interval_when_soft_limited",
      "max_gc_interval_when_hard_limited"
    },
    reason = "collections are left to the JVM and never asked for")
public record MemoryLimiterConfig(
    @Description("How often memory is looked at; must be set, 1s is usual.") Duration checkInterval,
    @Description(
            "Hard limit in MiB of heap (after collection) and direct memory; 0: by percentage.")
        int limitMib,
    @Description("The soft limit is so many MiB below the hard one; 0: a fifth of limit_mib.")
        int spikeLimitMib,
    @Description("Hard limit in percent of the largest heap, where limit_mib is 0.")
        int limitPercentage,
    @Description(
            "The soft limit is so many percent of the largest heap below the hard one; 0: a fifth"
                + " of limit_percentage.")
        int spikeLimitPercentage)
    implements Validated {
  private static final long MIB = 1024 * 1024;
  private static final int SPIKE_PARTS = 5;
  private static final int PERCENT = 100;

  public MemoryLimiterConfig {
    requireNonNull(checkInterval, "checkInterval is null");
  }

  /** Nothing that can work yet, as in the Collector. */
  public static MemoryLimiterConfig defaults() {
    return new MemoryLimiterConfig(Duration.ZERO, 0, 0, 0, 0);
  }

  @Override
  public void validate(Problems problems) {
    if (checkInterval.compareTo(Duration.ZERO) <= 0) {
      problems.error(
          "check_interval",
          "is " + Durations.format(checkInterval) + "; it must be above 0, such as 1s");
    }
    checkLimit(problems, "limit_mib", limitMib, Integer.MAX_VALUE);
    checkLimit(problems, "spike_limit_mib", spikeLimitMib, Integer.MAX_VALUE);
    checkLimit(problems, "limit_percentage", limitPercentage, PERCENT);
    checkLimit(problems, "spike_limit_percentage", spikeLimitPercentage, PERCENT);
    if (limitMib == 0 && limitPercentage == 0) {
      problems.error("limit_mib", "is 0, and so is limit_percentage; set one of them");
    }
    checkSpike(problems, "limit_mib", limitMib, "spike_limit_mib", spikeLimitMib);
    checkSpike(
        problems,
        "limit_percentage",
        limitPercentage,
        "spike_limit_percentage",
        spikeLimitPercentage);
    warn(problems);
  }

  private static void checkLimit(Problems problems, String key, int value, int most) {
    if (value < 0 || value > most) {
      problems.error(key, "is " + value + "; it must be between 0 and " + most);
    }
  }

  private static void checkSpike(
      Problems problems, String key, int limit, String spikeKey, int spike) {
    if (limit > 0 && spike >= limit) {
      problems.error(
          spikeKey, "is " + spike + "; it must be smaller than " + key + ", which is " + limit);
    }
  }

  private void warn(Problems problems) {
    if (limitMib > 0 && limitPercentage > 0) {
      problems.warning("limit_percentage", "has no effect beside limit_mib");
    }
    long heap = Runtime.getRuntime().maxMemory();
    if (limitMib > 0 && MIB * limitMib >= heap) {
      problems.warning(
          "limit_mib",
          "is "
              + limitMib
              + ", the largest heap here "
              + (heap / MIB)
              + " MiB (-Xmx): the heap is full before the limit is reached");
    }
  }

  /**
   * The limits in bytes.
   *
   * @param largestHeapBytes what percentages are of
   */
  MemoryLimits limits(long largestHeapBytes) {
    if (limitMib > 0) {
      long hard = MIB * limitMib;
      long spike = spikeLimitMib > 0 ? MIB * spikeLimitMib : hard / SPIKE_PARTS;
      return new MemoryLimits(hard - spike, hard, "limit_mib: " + limitMib);
    }
    long hard = percent(largestHeapBytes, limitPercentage);
    long spike =
        spikeLimitPercentage > 0
            ? percent(largestHeapBytes, spikeLimitPercentage)
            : hard / SPIKE_PARTS;
    return new MemoryLimits(hard - spike, hard, "limit_percentage: " + limitPercentage);
  }

  private static long percent(long bytes, int percentage) {
    return (long) ((double) bytes * percentage / PERCENT);
  }
}
