package io.flaregate.phlare.processor;

import io.flaregate.phlare.validate.Problem;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the processor itself decides about the profiles of one request, until the outcomes of their
 * series come back. Messages beyond those that a result keeps are never made.
 */
final class Verdicts {
  private final Rows rows;
  private final int samples;
  private final long encodedBytes;
  private final Tally tally;
  private final @Nullable Outcome[] decided;
  private final boolean[] lostSeries;
  private long[] groups = {};
  private final List<Detail> details = new ArrayList<>();
  private int omittedDetails;
  private Duration retryDelay = Duration.ZERO;

  Verdicts(Profiles profiles, Tally tally) {
    this.rows = profiles.rows();
    this.samples = profiles.samples().size();
    this.encodedBytes = profiles.encodedBytes();
    this.tally = tally;
    decided = new Outcome[rows.size()];
    lostSeries = new boolean[rows.size()];
  }

  /** A profile's share of the bytes of the request, by the number of its samples. */
  double bytes(int row) {
    return encodedBytes * (rows.sampleCount(row) + 1.0) / (samples + (double) rows.size());
  }

  /** Whether nothing was decided about a profile yet. */
  boolean isOpen(int row) {
    return decided[row] == null;
  }

  /** Tells which usage groups a profile belongs to, as bits. */
  void groups(int row, long ofRow) {
    groups = groups.length == 0 ? new long[rows.size()] : groups;
    groups[row] = ofRow;
  }

  private void count(int row, Reason reason, double bytes) {
    tally.discarded(reason, bytes);
    if (groups.length > 0) {
      tally.discardedOfGroups(reason, groups[row], bytes);
    }
  }

  /** Whether nothing was decided about some profile yet. */
  boolean isAnyOpen() {
    for (Outcome each : decided) {
      if (each == null) {
        return true;
      }
    }
    return false;
  }

  /** Refuses all profiles for good, for what is wrong with the request. */
  void rejectAll(Problem problem) {
    for (int row = 0; row < decided.length; row++) {
      decided[row] = Outcome.REJECTED;
      count(row, problem.reason(), bytes(row));
    }
    warn(Detail.WHOLE_REQUEST, problem.reason(), problem::message);
  }

  /** Leaves a profile out as an operator wants it: counted, and no fault of the sender's. */
  void drop(int row, Reason reason) {
    decided[row] = Outcome.STORED;
    count(row, reason, bytes(row));
  }

  /** Leaves one of a profile's series out as an operator wants it. */
  void dropSeries(int row, Reason reason, int series) {
    count(row, reason, bytes(row) / series);
  }

  /** Refuses a profile for good. */
  void reject(int row, Problem problem) {
    decided[row] = Outcome.REJECTED;
    count(row, problem.reason(), bytes(row));
    warn(row, problem.reason(), problem::message);
  }

  /** Refuses a profile for now. */
  void limit(int row, Problem problem, Duration delay) {
    decided[row] = Outcome.LIMITED;
    count(row, problem.reason(), bytes(row));
    warn(row, problem.reason(), problem::message);
    retryDelay = delay.compareTo(retryDelay) > 0 ? delay : retryDelay;
  }

  /** Refuses one of a profile's series for good. */
  void rejectSeries(int row, Problem problem, int series) {
    lostSeries[row] = true;
    count(row, problem.reason(), bytes(row) / series);
    warn(row, problem.reason(), problem::message);
  }

  /** Takes a profile as done without any series. */
  void storeNothing(int row, Reason reason, Supplier<String> message) {
    decided[row] = Outcome.STORED;
    warn(row, reason, message);
  }

  /** Counts a profile as one that is already there. */
  void dropDuplicate(int row, Supplier<String> message) {
    count(row, Reason.DUPLICATE_PROFILE_ID, bytes(row));
    storeNothing(row, Reason.DUPLICATE_PROFILE_ID, message);
  }

  /** Says something of a profile without changing its outcome. */
  void warn(int row, Reason reason, Supplier<String> message) {
    if (details.size() < ConsumeResult.MAX_DETAILS) {
      details.add(new Detail(row, reason, message.get()));
    } else {
      omittedDetails++;
    }
  }

  /** The result when no series is left to pass on. */
  ConsumeResult alone() {
    return combine(ConsumeResult.stored(0), new int[0]);
  }

  /**
   * The result together with that of the series.
   *
   * @param ofSeries a row for each series that was passed on
   * @param rowsOfSeries the profile that each of them came from
   */
  ConsumeResult combine(ConsumeResult ofSeries, int[] rowsOfSeries) {
    int size = decided.length;
    boolean[] hasSeries = new boolean[size];
    for (int row : rowsOfSeries) {
      hasSeries[row] = true;
    }
    ConsumeResult below = ofSeries.overSeries(rowsOfSeries, size);
    ConsumeResult.Builder builder = ConsumeResult.builder(size).retryDelay(retryDelay);
    for (int row = 0; row < size; row++) {
      builder.outcome(row, outcome(row, hasSeries[row] ? below.outcome(row) : null));
    }
    details.forEach(each -> builder.detail(each.row(), each.reason(), each.message()));
    below.details().forEach(each -> builder.detail(each.row(), each.reason(), each.message()));
    return builder
        .omitted(omittedDetails + below.omittedDetails())
        .retryDelay(below.retryDelay())
        .build();
  }

  private Outcome outcome(int row, @Nullable Outcome ofSeries) {
    Outcome own = decided[row];
    if (own == null) {
      own = lostSeries[row] ? Outcome.REJECTED : null;
    }
    if (ofSeries == null) {
      return own == null ? Outcome.STORED : own;
    }
    return own == null ? ofSeries : ofSeries.overSeries(own);
  }
}
