package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.dedup.Claim;
import org.jspecify.annotations.Nullable;

/**
 * A plan whose times are decided. Whoever has one must {@link #close} it once it is known what
 * became of every series.
 *
 * @param plan the series and where they go
 * @param claim what was claimed for them; null if nothing is remembered
 * @param unplacedRows how many rows cannot be placed
 */
record PlannedRequest(Plan plan, @Nullable Claim claim, int unplacedRows) implements AutoCloseable {
  PlannedRequest {
    requireNonNull(plan, "plan is null");
  }

  /** Tells that from now on some replica may have the series. */
  void sent() {
    if (claim != null) {
      claim.sent();
    }
  }

  /** Tells that a series is stored: by a quorum, or in a log that outlives this process. */
  void stored(int series) {
    if (claim != null) {
      claim.stored(plan.groups().first(series));
    }
  }

  /** Ends the claims; may be called more than once. */
  @Override
  public void close() {
    if (claim != null) {
      claim.close();
    }
  }
}
