package io.flaregate.ingester.store;

import static java.util.Objects.requireNonNull;

/**
 * What became of a batch: a store takes profiles in order and stops at the first it refuses.
 *
 * @param stored how many profiles are on disk, from the front
 * @param refusal why the next one was refused; empty if all are stored
 */
public record Appended(int stored, String refusal) {
  public Appended {
    requireNonNull(refusal, "refusal is null");
  }
}
