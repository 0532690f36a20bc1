package io.flaregate.spi.consumer;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the rows that a consumer was given: an {@link Outcome} each, at most {@link
 * #MAX_DETAILS} details, and how long a sender should wait before it tries again.
 *
 * <p>Immutable. The two ways to combine results are associative and commutative in their outcomes.
 */
public final class ConsumeResult {

  /** How many details a result keeps; the rest is only counted. */
  public static final int MAX_DETAILS = 16;

  private final byte[] outcomes;
  private final List<Detail> details;
  private final int omittedDetails;
  private final Duration retryDelay;

  private ConsumeResult(
      byte[] outcomes, List<Detail> details, int omittedDetails, Duration retryDelay) {
    this.outcomes = outcomes;
    this.details = details;
    this.omittedDetails = omittedDetails;
    this.retryDelay = retryDelay;
  }

  /** All rows stored, nothing to say. */
  public static ConsumeResult stored(int rows) {
    return new ConsumeResult(new byte[rows], List.of(), 0, Duration.ZERO);
  }

  /** All rows with one outcome for one reason. */
  public static ConsumeResult all(
      int rows, Outcome outcome, Reason reason, String message, Duration retryDelay) {
    byte[] outcomes = new byte[rows];
    Arrays.fill(outcomes, outcome.code());
    return new ConsumeResult(
        outcomes, List.of(new Detail(Detail.WHOLE_REQUEST, reason, message)), 0, retryDelay);
  }

  /** A builder in which every row is stored until it is said otherwise. */
  public static Builder builder(int rows) {
    return new Builder(rows);
  }

  /** The number of rows. */
  public int size() {
    return outcomes.length;
  }

  /** The outcome of a row. */
  public Outcome outcome(int row) {
    return Outcome.of(outcomes[checkIndex(row, outcomes.length)]);
  }

  /** How many rows had an outcome. */
  public int count(Outcome outcome) {
    int count = 0;
    for (byte each : outcomes) {
      if (each == outcome.code()) {
        count++;
      }
    }
    return count;
  }

  /** The details that were kept, in the order in which they were added. */
  public List<Detail> details() {
    return details;
  }

  /** How many details were not kept. */
  public int omittedDetails() {
    return omittedDetails;
  }

  /** How long a sender should wait before it tries again; zero if there is nothing to say. */
  public Duration retryDelay() {
    return retryDelay;
  }

  /**
   * The result of one consumer that passed the rows to two others: the worst outcome of each row,
   * the longer delay, all details.
   *
   * @throws IllegalArgumentException if the results differ in size
   */
  public ConsumeResult overBranches(ConsumeResult other) {
    if (size() != other.size()) {
      throw new IllegalArgumentException("results of " + size() + " and " + other.size() + " rows");
    }
    Builder builder = builder(size());
    for (int row = 0; row < size(); row++) {
      builder.outcome(row, outcome(row).overBranches(other.outcome(row)));
    }
    return builder.take(this, null).take(other, null).build();
  }

  /**
   * The result of origin profiles from the result of their series.
   *
   * @param origins for each row of this result, the profile that it came from
   * @param profiles the number of profiles; one without any series is stored
   */
  public ConsumeResult overSeries(int[] origins, int profiles) {
    if (origins.length != size()) {
      throw new IllegalArgumentException("origins of " + origins.length + " for " + size());
    }
    boolean[] seen = new boolean[profiles];
    Builder builder = builder(profiles);
    for (int row = 0; row < size(); row++) {
      int origin = checkIndex(origins[row], profiles);
      Outcome outcome = outcome(row);
      builder.outcome(origin, seen[origin] ? builder.outcome(origin).overSeries(outcome) : outcome);
      seen[origin] = true;
    }
    return builder.take(this, origins).build();
  }

  /**
   * The same outcomes among more rows: row i becomes row {@code rows[i]} of {@code size}, the
   * others are stored.
   */
  public ConsumeResult spread(int[] rows, int size) {
    return overSeries(rows, size);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ConsumeResult that
        && Arrays.equals(outcomes, that.outcomes)
        && details.equals(that.details)
        && omittedDetails == that.omittedDetails
        && retryDelay.equals(that.retryDelay);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(outcomes) + details.hashCode();
  }

  @Override
  public String toString() {
    return "ConsumeResult{stored="
        + count(Outcome.STORED)
        + ", rejected="
        + count(Outcome.REJECTED)
        + ", limited="
        + count(Outcome.LIMITED)
        + ", transient="
        + count(Outcome.TRANSIENT)
        + ", details="
        + details
        + ", omitted="
        + omittedDetails
        + ", retryDelay="
        + retryDelay
        + "}";
  }

  /** Collects outcomes; not thread-safe, used once. */
  public static final class Builder {
    private final byte[] outcomes;
    private final List<Detail> details = new ArrayList<>();
    private int omittedDetails;
    private Duration retryDelay = Duration.ZERO;

    private Builder(int rows) {
      outcomes = new byte[rows];
    }

    /** The outcome of a row so far. */
    public Outcome outcome(int row) {
      return Outcome.of(outcomes[checkIndex(row, outcomes.length)]);
    }

    /** Sets the outcome of a row. */
    public Builder outcome(int row, Outcome outcome) {
      outcomes[checkIndex(row, outcomes.length)] = outcome.code();
      return this;
    }

    /** Sets the outcome of a row and says why. */
    public Builder outcome(int row, Outcome outcome, Reason reason, String message) {
      return outcome(row, outcome).detail(row, reason, message);
    }

    /**
     * Says something of a row, or of {@link Detail#WHOLE_REQUEST}, without changing its outcome.
     */
    public Builder detail(int row, Reason reason, String message) {
      return add(new Detail(row, reason, message));
    }

    /** Adds details that were not kept elsewhere. */
    public Builder omitted(int count) {
      omittedDetails += count;
      return this;
    }

    /** Raises the delay after which a sender should try again. */
    public Builder retryDelay(Duration delay) {
      requireNonNull(delay, "delay is null");
      retryDelay = delay.compareTo(retryDelay) > 0 ? delay : retryDelay;
      return this;
    }

    private Builder add(Detail detail) {
      if (details.size() < MAX_DETAILS) {
        if (!details.contains(detail)) {
          details.add(detail);
        }
      } else {
        omittedDetails++;
      }
      return this;
    }

    private Builder take(ConsumeResult result, int @Nullable [] rows) {
      for (Detail detail : result.details) {
        if (rows == null || detail.row() == Detail.WHOLE_REQUEST) {
          add(detail);
        } else {
          add(detail.at(rows[detail.row()]));
        }
      }
      return omitted(result.omittedDetails).retryDelay(result.retryDelay);
    }

    /** The result. */
    public ConsumeResult build() {
      return new ConsumeResult(outcomes, List.copyOf(details), omittedDetails, retryDelay);
    }
  }
}
