package io.flaregate.phlare.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.phlare.limits.IngestionLimitConfig;
import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.phlare.limits.UsageGroups;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;

/**
 * The usage groups of the profiles of one request: what each has received, and whose quota or
 * sampling keeps a profile out. Groups select by the labels that all series of a profile share.
 */
final class UsageCheck {
  private static final double SHARES = 1L << 53;

  private final Profiles profiles;
  private final long receivedUnixNanos;
  private final UsageGroups groups;
  private final QuotaCheck quota;
  private final OwnerLabels owner;
  private final LabelTexts texts;
  private final Verdicts verdicts;
  private final Tally tally;

  UsageCheck(
      Profiles profiles,
      long receivedUnixNanos,
      TenantLimits limits,
      OwnerLabels owner,
      LabelTexts texts,
      Verdicts verdicts,
      Tally tally) {
    this.profiles = profiles;
    this.receivedUnixNanos = receivedUnixNanos;
    this.groups = limits.usageGroups();
    this.quota = new QuotaCheck(limits.config().ingestionLimit());
    this.owner = owner;
    this.texts = texts;
    this.verdicts = verdicts;
    this.tally = tally;
  }

  /** Whether there is anything to check. */
  boolean isActive() {
    return !groups.isEmpty();
  }

  /** Whether a profile, whose labels are loaded, goes on. */
  boolean admits(int row) {
    long of = groups.of(this::valueOf);
    verdicts.groups(row, of);
    tally.received(of, groups, verdicts.bytes(row));
    long reached = groups.reached(of);
    IngestionLimitConfig limit = quota.config();
    if (reached != 0 && limit != null) {
      String group = groups.name(Long.numberOfTrailingZeros(reached));
      quota.refuse(row, group, receivedUnixNanos, verdicts);
      return false;
    }
    double share = groups.probability(of);
    if (share < 1 && draw(row) >= share) {
      verdicts.drop(row, Reason.DROPPED_BY_SAMPLING_RULES);
      return false;
    }
    return true;
  }

  private String valueOf(String name) {
    int value = owner.valueOf(texts.table().intern(name.getBytes(UTF_8)));
    return value < 0 ? "" : texts.table().get(value);
  }

  /**
   * A number from 0 to below 1 that is the same for the same profile, so that a request that is
   * sent again is sampled as it was before.
   */
  private double draw(int row) {
    long bits = profiles.rows().timeUnixNanos(row) + 0x9E3779B97F4A7C15L * (row + 1L);
    bits = mix(bits) + profiles.encodedBytes();
    return (mix(bits) >>> 11) / SHARES;
  }

  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
