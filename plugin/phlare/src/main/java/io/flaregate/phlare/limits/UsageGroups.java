package io.flaregate.phlare.limits;

import io.flaregate.phlare.relabel.Selector;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The usage groups of a tenant: selectors with a name each, at most 64, so that the groups of a
 * profile are the bits of a long. Immutable.
 */
public final class UsageGroups {
  private static final int MAX_GROUPS = Long.SIZE;

  private final String[] names;
  private final Selector[] selectors;
  private final long reached;
  private final double[] probabilities;

  UsageGroups(LimitsConfig limits) {
    Map<String, String> sorted = new TreeMap<>(limits.distributorUsageGroups());
    if (sorted.size() > MAX_GROUPS) {
      throw new IllegalArgumentException(sorted.size() + " usage groups");
    }
    names = sorted.keySet().toArray(String[]::new);
    selectors = sorted.values().stream().map(Selector::parse).toArray(Selector[]::new);
    probabilities = new double[names.length];
    long bits = 0;
    IngestionLimitConfig quota = limits.ingestionLimit();
    SamplingConfig sampling = limits.distributorSampling();
    for (int i = 0; i < names.length; i++) {
      UsageGroupLimitConfig group = quota == null ? null : quota.usageGroups().get(names[i]);
      bits |= group != null && group.limitReached() ? 1L << i : 0;
      GroupSampling share = sampling == null ? null : sampling.usageGroups().get(names[i]);
      probabilities[i] = share == null ? 1 : share.probability();
    }
    reached = bits;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return names.length == 0;
  }

  /** How many there are. */
  public int size() {
    return names.length;
  }

  /** The name of a group. */
  public String name(int group) {
    return names[group];
  }

  /**
   * The groups that labels belong to, as bits.
   *
   * @param valueOf the value of a label; empty where there is none
   */
  public long of(Function<String, String> valueOf) {
    long groups = 0;
    for (int i = 0; i < selectors.length; i++) {
      groups |= selectors[i].matches(valueOf) ? 1L << i : 0;
    }
    return groups;
  }

  /** Those of some groups whose quota is used up. */
  public long reached(long groups) {
    return groups & reached;
  }

  /** The share of their profiles that some groups keep: the smallest of theirs. */
  public double probability(long groups) {
    double least = 1;
    for (int i = 0; i < names.length; i++) {
      if ((groups >>> i & 1) != 0) {
        least = Math.min(least, probabilities[i]);
      }
    }
    return least;
  }
}
