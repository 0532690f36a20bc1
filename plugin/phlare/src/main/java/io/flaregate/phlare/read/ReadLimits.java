package io.flaregate.phlare.read;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What bounds a read.
 *
 * @param timeout how long one ingester may take to answer
 * @param maxBytes how much all answers to one question may have, in bytes
 * @param maxProfiles how many profiles may be added up
 */
public record ReadLimits(Duration timeout, int maxBytes, int maxProfiles) {
  /** Ten seconds, 256 MiB, a million profiles. */
  public static final ReadLimits DEFAULT =
      new ReadLimits(Duration.ofSeconds(10), 256 << 20, 1_000_000);

  public ReadLimits {
    requireNonNull(timeout, "timeout is null");
  }
}
