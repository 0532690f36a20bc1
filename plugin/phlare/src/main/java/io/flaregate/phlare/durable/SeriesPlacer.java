package io.flaregate.phlare.durable;

import io.flaregate.phlare.delivery.Placement;
import java.util.BitSet;

/** Decides where series go at the moment of their delivery. Thread-safe. */
@FunctionalInterface
public interface SeriesPlacer {

  /**
   * Where series go.
   *
   * @param placement the destinations of those that can be placed, in their order
   * @param unplaced which of the series have no place at present
   * @param problem why they have none, for a person; empty if all have one
   */
  record Placed(Placement placement, BitSet unplaced, String problem) {}

  /**
   * Places series.
   *
   * @param tenant whose they are
   * @param tokens where in the ring each of them belongs
   */
  Placed place(String tenant, int[] tokens);
}
