package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.IngestionLimitConfig;
import io.flaregate.phlare.limits.IngestionSamplingConfig;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.Numbers;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.validate.Problem;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;

/**
 * What a tenant's limits say of a request as a whole, before anything in it is looked at: its size,
 * the tenant's quota, the tenant's rate, in this order.
 */
final class Admission {
  private final Tenants tenants;
  private final LimitsConfig limits;

  /** The limits of one request's tenant. */
  Admission(Tenants tenants, LimitsConfig limits) {
    this.tenants = tenants;
    this.limits = limits;
  }

  /** Decides about the profiles that may not go on; returns how many bytes of rate were taken. */
  long check(Profiles profiles, RequestContext context, Verdicts verdicts) {
    long limit = limits.ingestionBodyLimitBytes();
    if (limit > 0 && profiles.encodedBytes() > limit) {
      verdicts.rejectAll(tooLarge(profiles.encodedBytes(), limit));
      return 0;
    }
    if (isOverQuota(context.tenant())) {
      QuotaCheck quota = new QuotaCheck(limits.ingestionLimit());
      for (int row = 0; row < profiles.size(); row++) {
        quota.refuse(row, "", context.receivedUnixNanos(), verdicts);
      }
      return 0;
    }
    return new RateCheck(limits, tenants.rates()).take(profiles, context.tenant(), verdicts);
  }

  private boolean isOverQuota(String tenant) {
    IngestionLimitConfig quota = limits.ingestionLimit();
    if (quota == null || !quota.limitReached()) {
      return false;
    }
    IngestionSamplingConfig sampling = quota.sampling();
    return sampling == null || !tenants.letsThrough(tenant, sampling);
  }

  private Problem tooLarge(long bytes, long limit) {
    return new Problem(
        Reason.BODY_SIZE_LIMIT_EXCEEDED,
        () ->
            "request is "
                + bytes
                + " bytes large, uncompressed, more than "
                + limit
                + " (ingestion_body_limit_mb: "
                + Numbers.plain(limits.ingestionBodyLimitMb())
                + ")");
  }
}
