package io.flaregate.phlare.exporter;

import io.flaregate.phlare.durable.SeriesPlacer;
import io.flaregate.phlare.hints.HintTargets;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.spi.profiles.Profiles;
import org.jspecify.annotations.Nullable;

/** The places that an exporter sends to: the ingesters of a ring, or one distributor. */
interface Destinations extends SeriesPlacer {

  /** Decides which rows become one series, and where each series goes. */
  Plan plan(Profiles profiles, MergeKeys keys, String tenant);

  /** What keeps every write from succeeding, for a person; empty if nothing is known of. */
  String missing();

  /** Sets what is to run when {@link #missing} may have changed. */
  void onChange(Runnable action);

  /** Finds ingesters by id, for hints; null where copies are not made here. */
  @Nullable HintTargets hintTargets();

  /** A short task that is run a few times a second. */
  void tend();

  /** Follows the limits of tenants, as far as they say anything of places. */
  default void follow(Tenants tenants) {}

  /**
   * Closes everything.
   *
   * @param deadlineNanos the {@link System#nanoTime} at which what is under way is broken off
   */
  void close(long deadlineNanos);
}
