package io.flaregate.phlare.read;

import static java.util.Objects.requireNonNull;

import io.flaregate.profiles.pprof.PprofSum;

/**
 * Profiles added up.
 *
 * @param sum the sum; nothing was added to it if there was no profile
 * @param profiles how many profiles it is of, replicas counted once
 * @param series how many series they are of
 */
public record MergedProfile(PprofSum sum, int profiles, int series) {
  public MergedProfile {
    requireNonNull(sum, "sum is null");
  }
}
