package io.flaregate.profiles.otlp;

import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import java.util.Map;

/** What a request held: the profiles that can be used, and what is wrong with the others. */
public final class DecodedProfiles {
  private final Profiles profiles;
  private final int[] requestIndex;
  private final ConsumeResult result;
  private final Map<Reason, Long> counts;

  DecodedProfiles(
      Profiles profiles, int[] requestIndex, ConsumeResult result, Map<Reason, Long> counts) {
    this.profiles = profiles;
    this.requestIndex = requestIndex;
    this.result = result;
    this.counts = Map.copyOf(counts);
  }

  /** The valid profiles, in the order of the request; the origin of a row is the row itself. */
  public Profiles profiles() {
    return profiles;
  }

  /** For each row of {@link #profiles}, its index among all profiles of the request; a copy. */
  public int[] requestIndex() {
    return requestIndex.clone();
  }

  /** The number of profiles in the request, malformed ones included. */
  public int profileCount() {
    return result.size();
  }

  /**
   * The outcome of decoding, a row for each profile of the request: malformed ones are rejected;
   * what was repaired or left out of the others, or of the tables that they share, is told as
   * details.
   */
  public ConsumeResult result() {
    return result;
  }

  /**
   * The outcome of the whole request.
   *
   * @param downstream what became of {@link #profiles}, a row for each row of it
   */
  public ConsumeResult combine(ConsumeResult downstream) {
    return result.overBranches(downstream.spread(requestIndex, result.size()));
  }

  /**
   * How many things were rejected, left out or repaired, by reason: profiles, samples, texts, links
   * or attributes, as the reason tells.
   */
  public Map<Reason, Long> counts() {
    return counts;
  }
}
