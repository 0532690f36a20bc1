package io.flaregate.profiles.pprof;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.profiles.Profiles;

/**
 * A pprof as columns, and what of it could not be kept.
 *
 * @param profiles one row, not split; it has no resource, scope or profile id
 * @param droppedSamples samples that refer to a location, function or mapping that is not there, or
 *     to a location that says nothing; also {@link
 *     io.flaregate.spi.profiles.Rows#droppedSamples(int)}
 * @param droppedLabels labels of samples whose key an earlier label of the same sample has
 * @param repairedTexts texts that were not UTF-8; their bad bytes became U+FFFD
 */
public record DecodedPprof(
    Profiles profiles, int droppedSamples, int droppedLabels, int repairedTexts) {
  public DecodedPprof {
    requireNonNull(profiles, "profiles is null");
  }
}
