package io.flaregate.phlare.read;

import io.flaregate.phlare.read.ReadResponses.Merge;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which profiles are to be added up, out of those that several ingesters offer: each series and
 * millisecond once, from whoever offers it first. Replicas of a profile have the same series and
 * time, and readers know of no more than one for each (distributor.md, section 6). Thread-safe.
 */
final class Picks {
  private final int maxProfiles;
  private final Map<SeriesKey, Set<Long>> seen = new HashMap<>();
  private final Map<String, Integer> byIngester = new HashMap<>();
  private int profiles;

  Picks(int maxProfiles) {
    this.maxProfiles = maxProfiles;
  }

  /**
   * Says which profiles of a batch the ingester that offers it is to add up.
   *
   * @throws ReadException if they are too many
   */
  synchronized boolean[] pick(String ingester, Merge batch) throws ReadException {
    boolean[] kept = new boolean[batch.profiles()];
    int count = 0;
    for (int i = 0; i < kept.length; i++) {
      kept[i] = seen.computeIfAbsent(batch.series(i), any -> new HashSet<>()).add(batch.millis(i));
      count += kept[i] ? 1 : 0;
    }
    profiles += count;
    if (profiles > maxProfiles) {
      throw new ReadException(
          "there are more than "
              + maxProfiles
              + " profiles; ask for a shorter time or fewer series (--from, --to, --query)");
    }
    byIngester.merge(ingester, count, Integer::sum);
    return kept;
  }

  /** How many profiles an ingester was told to add up. */
  synchronized int of(String ingester) {
    return byIngester.getOrDefault(ingester, 0);
  }

  /** How many profiles were picked. */
  synchronized int profiles() {
    return profiles;
  }

  /** How many series they are of. */
  synchronized int series() {
    return seen.size();
  }
}
