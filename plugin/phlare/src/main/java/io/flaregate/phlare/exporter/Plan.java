package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.delivery.Placement;
import java.util.Map;

/**
 * How the rows of a request become series, and where the series go.
 *
 * @param groups the rows of each series
 * @param placement the destinations of each series
 * @param unplaced why nothing of a profile can be sent, by the index of the profile (the origin of
 *     rows): the ring's text for one of its series. Its rows are in no group
 */
record Plan(SeriesGroups groups, Placement placement, Map<Integer, String> unplaced) {
  Plan {
    requireNonNull(groups, "groups is null");
    requireNonNull(placement, "placement is null");
    unplaced = Map.copyOf(unplaced);
  }
}
