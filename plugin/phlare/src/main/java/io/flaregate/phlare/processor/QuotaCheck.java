package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.IngestionLimitConfig;
import io.flaregate.phlare.limits.Numbers;
import io.flaregate.phlare.validate.Problem;
import io.flaregate.spi.consumer.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Quotas that something outside keeps count of. A profile beyond one may be sent again once the
 * quota begins anew; where that is not known it is refused for good, since a sender that came back
 * after a moment would only be refused again.
 */
final class QuotaCheck {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final @Nullable IngestionLimitConfig config;

  QuotaCheck(@Nullable IngestionLimitConfig config) {
    this.config = config;
  }

  @Nullable IngestionLimitConfig config() {
    return config;
  }

  /**
   * Refuses a profile.
   *
   * @param group the usage group whose quota is used up; empty: the tenant's own
   */
  void refuse(int row, String group, long nowUnixNanos, Verdicts verdicts) {
    IngestionLimitConfig quota = config;
    if (quota == null) {
      throw new IllegalStateException("there is no quota");
    }
    long reset = quota.limitResetTime();
    long waitSeconds = reset - nowUnixNanos / NANOS_PER_SECOND;
    boolean comes = reset > 0 && waitSeconds > 0;
    Problem problem =
        new Problem(Reason.INGEST_LIMIT_REACHED, () -> message(quota, group, comes ? reset : 0));
    if (comes) {
      verdicts.limit(row, problem, Duration.ofSeconds(waitSeconds));
    } else {
      verdicts.reject(row, problem);
    }
  }

  private static String message(IngestionLimitConfig quota, String group, long reset) {
    var ofGroup = quota.usageGroups().get(group);
    double megabytes = ofGroup == null ? quota.periodLimitMb() : ofGroup.periodLimitMb();
    String of = group.isEmpty() ? "the tenant" : "usage group " + group;
    String key = group.isEmpty() ? "ingestion_limit" : "ingestion_limit::usage_groups::" + group;
    String per = quota.periodType().isEmpty() ? "" : "/" + quota.periodType();
    return of
        + " has used up its quota of "
        + Numbers.plain(megabytes)
        + " MB"
        + per
        + " ("
        + key
        + "::limit_reached)"
        + (reset > 0 ? "; it begins anew at " + Instant.ofEpochSecond(reset) : "");
  }
}
