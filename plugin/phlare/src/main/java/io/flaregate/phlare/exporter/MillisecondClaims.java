package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.SameMillisecond;
import io.flaregate.phlare.dedup.Action;
import io.flaregate.phlare.dedup.Claim;
import io.flaregate.phlare.dedup.Digest;
import io.flaregate.phlare.dedup.PlaceMemory;
import io.flaregate.phlare.dedup.ProfileDigests;
import io.flaregate.profiles.merge.ScratchPool;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import java.util.BitSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides the time of each row beside what earlier requests wrote to its series, before anything is
 * encoded: a retry gets the time that it had, another profile of a millisecond that is taken is
 * moved. The rules are those of {@link Claim}. Cumulative series are never touched, since ingesters
 * turn them into differences by their order. Thread-safe.
 */
final class MillisecondClaims {
  private final @Nullable PlaceMemory memory;
  private final MillisecondMetrics metrics;
  private final ScratchPool<ProfileDigests> scratch =
      new ScratchPool<>(Runtime.getRuntime().availableProcessors(), ProfileDigests::new);

  /**
   * Claims with a memory of their own, if the configuration wants one.
   *
   * @param nanoTime reads {@link System#nanoTime}
   */
  MillisecondClaims(Settings settings, PhlareExporterConfig config, LongSupplier nanoTime) {
    long maxBytes = config.sameMillisecondMaxBytes();
    boolean shifts = config.sameMillisecond() == SameMillisecond.SHIFT;
    memory = maxBytes == 0 ? null : new PlaceMemory(maxBytes, shifts, nanoTime);
    metrics = new MillisecondMetrics(settings, memory);
  }

  /**
   * Places the rows of a request and claims their times.
   *
   * @param keys take the times, and leave out what is not sent
   * @param outcomes hear of rows that cannot be placed, or not now
   */
  PlannedRequest plan(
      Destinations destinations,
      Profiles profiles,
      MergeKeys keys,
      String tenant,
      ConsumeResult.Builder outcomes) {
    BitSet unplaced = new BitSet();
    while (true) {
      Claim claim = claim(profiles, keys, tenant);
      boolean planned = false;
      try {
        Plan plan = destinations.plan(profiles, keys, tenant);
        Outcomes.unplaced(outcomes, profiles, plan);
        if (claim == null || plan.unplaced().isEmpty()) {
          planned = true;
          tell(claim, profiles.size(), unplaced, outcomes);
          metrics.countForgotten();
          return new PlannedRequest(plan, claim, unplaced(plan, profiles, unplaced));
        }
        // What was claimed is not what can be sent: a place must not seem to have rows that are not
        // there, so without those rows everything is claimed again.
        unplaced(plan, profiles, unplaced);
      } finally {
        if (!planned && claim != null) {
          claim.close();
        }
      }
      keys.reset();
      unplaced.stream().forEach(keys::leaveOut);
    }
  }

  private static int unplaced(Plan plan, Profiles profiles, BitSet into) {
    if (!plan.unplaced().isEmpty()) {
      for (int row = 0; row < profiles.size(); row++) {
        if (plan.unplaced().containsKey(profiles.rows().origin(row))) {
          into.set(row);
        }
      }
    }
    return into.cardinality();
  }

  private @Nullable Claim claim(Profiles profiles, MergeKeys keys, String tenant) {
    if (memory == null) {
      return null;
    }
    ProfileDigests digests = scratch.take();
    digests.load(profiles);
    try {
      return new Claiming(memory, profiles, keys, tenant, digests).run();
    } finally {
      digests.release();
      scratch.giveBack(digests);
    }
  }

  /** Counts what was decided, and tells of rows that must be sent again. */
  private void tell(
      @Nullable Claim claim, int rows, BitSet unplaced, ConsumeResult.Builder outcomes) {
    if (claim == null) {
      return;
    }
    for (int row = 0; row < rows; row++) {
      Action action = claim.action(row);
      if (action != Action.NEW && !unplaced.get(row)) {
        metrics.count(action);
        if (action == Action.DEFERRED) {
          outcomes.retryDelay(Outcomes.RETRY_DELAY);
          outcomes.outcome(
              row,
              Outcome.TRANSIENT,
              Reason.OVERLOADED,
              "another request is writing this profile together with others");
        }
      }
    }
  }

  /** The claim of one request. */
  private static final class Claiming {
    private final PlaceMemory memory;
    private final Profiles profiles;
    private final MergeKeys keys;
    private final String tenant;
    private final ProfileDigests digests;
    private final Claim claim;

    Claiming(
        PlaceMemory memory,
        Profiles profiles,
        MergeKeys keys,
        String tenant,
        ProfileDigests digests) {
      this.memory = memory;
      this.profiles = profiles;
      this.keys = keys;
      this.tenant = tenant;
      this.digests = digests;
      claim = new Claim(memory, profiles.size());
    }

    Claim run() {
      giveTimes();
      SeriesGroups groups = SeriesGroups.of(keys, profiles.size(), new BitSet());
      for (int group = 0; group < groups.size(); group++) {
        if (!keys.isCumulative(groups.first(group))) {
          claim(groups.rows(group));
        }
      }
      for (int row = 0; row < profiles.size(); row++) {
        apply(row);
      }
      return claim;
    }

    private void giveTimes() {
      for (int row = 0; row < profiles.size(); row++) {
        if (!keys.hasTime(row) && !keys.isLeftOut(row) && !keys.isCumulative(row)) {
          Digest profile = profile(row);
          keys.decideTime(row, memory.timeOf(series(row), profile, keys.timeUnixNanos(row)));
        }
      }
    }

    private void claim(int[] rows) {
      long[] both = new long[2 * rows.length];
      for (int i = 0; i < rows.length; i++) {
        digests.digest(profiles, rows[i], keys.hasTime(rows[i]));
        both[2 * i] = digests.a();
        both[2 * i + 1] = digests.b();
      }
      claim.add(rows, series(rows[0]), keys.millis(rows[0]), both);
    }

    private Digest series(int row) {
      digests.digestSeries(profiles, row, tenant);
      return new Digest(digests.a(), digests.b());
    }

    private Digest profile(int row) {
      digests.digest(profiles, row, false);
      return new Digest(digests.a(), digests.b());
    }

    private void apply(int row) {
      if (!claim.action(row).isSent()) {
        keys.leaveOut(row);
      } else if (claim.shiftMillis(row) > 0) {
        long shift = TimeUnit.MILLISECONDS.toNanos(claim.shiftMillis(row));
        keys.decideTime(row, keys.timeUnixNanos(row) + shift);
      }
    }
  }
}
