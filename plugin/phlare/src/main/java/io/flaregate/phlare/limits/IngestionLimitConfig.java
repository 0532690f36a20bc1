package io.flaregate.phlare.limits;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A quota that something outside keeps count of, under Pyroscope's keys: it writes {@code
 * limit_reached} into the file of overrides, and profiles are refused until the quota begins anew.
 *
 * @param periodType what the quota is for, for messages: {@code hour}, {@code day}, {@code month}
 * @param periodLimitMb the quota in MB, for messages
 * @param limitResetTime when it begins anew, seconds since 1970; 0: not known
 * @param limitReached whether it is used up
 * @param sampling what is let through nevertheless; absent: nothing
 * @param usageGroups quotas of usage groups, by their names
 */
public record IngestionLimitConfig(
    @Description("What the quota is for, in messages: hour, day, month.") String periodType,
    @Description("The quota in MB, for messages.") double periodLimitMb,
    @Description("When the quota begins anew, seconds since 1970; 0: not known.")
        long limitResetTime,
    @Description("Whether the quota is used up.") boolean limitReached,
    @Description("What is let through though the quota is used up.")
        @Nullable IngestionSamplingConfig sampling,
    @Description("Quotas of usage groups.") Map<String, UsageGroupLimitConfig> usageGroups)
    implements Validated {

  public IngestionLimitConfig {
    requireNonNull(periodType, "periodType is null");
    usageGroups = Map.copyOf(usageGroups);
  }

  /** A quota that is not used up. */
  public static IngestionLimitConfig defaults() {
    return new IngestionLimitConfig("", 0, 0, false, null, Map.of());
  }

  /** The quota in words: {@code 1024 MB/day}. */
  String words(double megabytes) {
    return Numbers.plain(megabytes) + " MB" + (periodType.isEmpty() ? "" : "/" + periodType);
  }

  @Override
  public void validate(Problems problems) {
    if (!(periodLimitMb >= 0)) {
      problems.error("period_limit_mb", "is " + periodLimitMb + "; expected 0 or more");
    }
    if (limitResetTime < 0) {
      problems.error("limit_reset_time", "is negative; expected seconds since 1970");
    }
    if (limitReached && limitResetTime == 0) {
      problems.warning(
          "limit_reset_time",
          "is not set, so senders are told to drop what is refused instead of when to send again");
    }
  }
}
