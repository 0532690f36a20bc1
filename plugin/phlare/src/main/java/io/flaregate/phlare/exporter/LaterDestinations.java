package io.flaregate.phlare.exporter;

import io.flaregate.phlare.delivery.Placement;
import io.flaregate.phlare.hints.HintTargets;
import io.flaregate.spi.profiles.Profiles;
import java.util.BitSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stands before destinations where series go into a log first: rows become series now, and where
 * those go is decided when they are delivered, so they are also taken while there is no ingester.
 */
final class LaterDestinations implements Destinations {
  private final Destinations later;

  LaterDestinations(Destinations later) {
    this.later = later;
  }

  @Override
  public Plan plan(Profiles profiles, MergeKeys keys, String tenant) {
    SeriesGroups groups = SeriesGroups.of(keys, profiles.size(), new BitSet());
    return new Plan(groups, new Placement(0), Map.of());
  }

  @Override
  public Placed place(String tenant, int[] tokens) {
    return later.place(tenant, tokens);
  }

  /** Nothing: the log takes what cannot be delivered now. */
  @Override
  public String missing() {
    return "";
  }

  @Override
  public void onChange(Runnable action) {
    later.onChange(action);
  }

  @Override
  public @Nullable HintTargets hintTargets() {
    return later.hintTargets();
  }

  @Override
  public void tend() {
    later.tend();
  }

  @Override
  public void close(long deadlineNanos) {
    later.close(deadlineNanos);
  }
}
