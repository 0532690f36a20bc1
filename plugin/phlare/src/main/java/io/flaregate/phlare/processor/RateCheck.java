package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.Numbers;
import io.flaregate.phlare.limits.TenantRates;
import io.flaregate.phlare.validate.Problem;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import java.time.Duration;

/**
 * Takes the bytes of a request from its tenant's bucket: all at once, or nothing. Only a request
 * that is larger than the burst, and so never can be taken at once, is taken profile by profile, as
 * far as the bucket reaches.
 */
final class RateCheck {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TenantRates rates;
  private final LimitsConfig limits;

  RateCheck(LimitsConfig limits, TenantRates rates) {
    this.limits = limits;
    this.rates = rates;
  }

  /** Decides about the profiles that do not fit; returns how many bytes were taken. */
  long take(Profiles profiles, String tenant, Verdicts verdicts) {
    if (!TenantRates.isLimited(limits)) {
      return 0;
    }
    if (profiles.encodedBytes() > limits.ingestionBurstBytes()) {
      return takeEach(profiles, tenant, verdicts);
    }
    long wait = rates.take(tenant, profiles.encodedBytes(), limits);
    if (wait == 0) {
      return profiles.encodedBytes();
    }
    for (int row = 0; row < profiles.size(); row++) {
      limit(row, "request of " + profiles.encodedBytes() + " bytes", wait, verdicts);
    }
    return 0;
  }

  private long takeEach(Profiles profiles, String tenant, Verdicts verdicts) {
    long taken = 0;
    for (int row = 0; row < profiles.size(); row++) {
      long bytes = (long) Math.ceil(verdicts.bytes(row));
      if (bytes > limits.ingestionBurstBytes()) {
        verdicts.reject(row, neverFits(bytes));
        continue;
      }
      long wait = rates.take(tenant, bytes, limits);
      if (wait == 0) {
        taken += bytes;
      } else {
        limit(row, "profile of " + bytes + " bytes", wait, verdicts);
      }
    }
    return taken;
  }

  private Problem neverFits(long bytes) {
    return new Problem(
        Reason.RATE_LIMITED,
        () ->
            "profile of "
                + bytes
                + " bytes is larger than what may ever be sent at once, "
                + limits.ingestionBurstBytes()
                + " bytes (ingestion_burst_size_mb: "
                + Numbers.plain(limits.ingestionBurstSizeMb())
                + ")");
  }

  private void limit(int row, String what, long waitNanos, Verdicts verdicts) {
    // In whole milliseconds, rounded up: no sender waits more exactly.
    Duration delay = Duration.ofMillis((waitNanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
    Problem problem =
        new Problem(
            Reason.RATE_LIMITED,
            () ->
                what
                    + " is over the tenant's rate of "
                    + (long) rates.bytesPerSecond(limits)
                    + " bytes per second (ingestion_rate_mb: "
                    + Numbers.plain(limits.ingestionRateMb())
                    + shared()
                    + ", ingestion_burst_size_mb: "
                    + Numbers.plain(limits.ingestionBurstSizeMb())
                    + "); it fits in "
                    + Durations.format(delay));
    verdicts.limit(row, problem, delay);
  }

  private String shared() {
    int distributors = rates.distributors();
    return distributors == 1 ? "" : ", shared by " + distributors + " distributors";
  }
}
