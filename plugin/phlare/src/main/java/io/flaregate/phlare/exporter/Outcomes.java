package io.flaregate.phlare.exporter;

import io.flaregate.phlare.delivery.WriteResult;
import io.flaregate.phlare.delivery.WriteResult.Ended;
import io.flaregate.ring.SeriesDecision;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import java.time.Duration;
import java.util.concurrent.CompletionException;

/** Turns what became of series into what became of rows. */
final class Outcomes {
  /** When a sender should try again after a failure that may pass soon. */
  static final Duration RETRY_DELAY = Duration.ofSeconds(1);

  /** When a sender should try again after a log was full or its disk failed. */
  static final Duration NOT_LOGGED_DELAY = Duration.ofSeconds(5);

  /** When a sender should try again after a limit whose end nobody knows. */
  static final Duration LIMITED_DELAY = Duration.ofSeconds(30);

  private Outcomes() {}

  /** Every row failed for one reason that may pass. */
  static ConsumeResult failed(int rows, Reason reason, String message) {
    return ConsumeResult.all(rows, Outcome.TRANSIENT, reason, message, RETRY_DELAY);
  }

  /** No row is kept, since the write-ahead log could not take them. */
  static ConsumeResult notLogged(int rows, Throwable failure) {
    Throwable cause =
        failure.getCause() != null && failure instanceof CompletionException
            ? failure.getCause()
            : failure;
    String message =
        cause.getMessage() == null ? "the write-ahead log cannot be written" : cause.getMessage();
    return ConsumeResult.all(rows, Outcome.TRANSIENT, Reason.OVERLOADED, message, NOT_LOGGED_DELAY);
  }

  /** Gives the rows of profiles that could not be placed their outcome. */
  static void unplaced(ConsumeResult.Builder into, Profiles profiles, Plan plan) {
    if (plan.unplaced().isEmpty()) {
      return;
    }
    into.retryDelay(RETRY_DELAY);
    for (int row = 0; row < profiles.size(); row++) {
      String error = plan.unplaced().get(profiles.rows().origin(row));
      if (error != null) {
        into.outcome(row, Outcome.TRANSIENT, Reason.RING_TOO_SMALL, error);
      }
    }
  }

  /** Gives the rows of a series the series' outcome. */
  static void of(ConsumeResult.Builder into, int[] rows, WriteResult result, int series) {
    SeriesDecision decision = result.decision(series);
    if (decision == SeriesDecision.STORED) {
      return;
    }
    Outcome outcome = outcome(decision);
    Reason reason = reason(decision, result.ended());
    for (int row : rows) {
      into.outcome(row, outcome, reason, result.message(series));
    }
    if (outcome != Outcome.REJECTED) {
      into.retryDelay(outcome == Outcome.LIMITED ? limitedDelay(result) : RETRY_DELAY);
      into.retryDelay(result.retryDelay());
    }
  }

  private static Duration limitedDelay(WriteResult result) {
    return result.retryDelay().isZero() ? LIMITED_DELAY : result.retryDelay();
  }

  private static Outcome outcome(SeriesDecision decision) {
    return switch (decision) {
      case STORED -> Outcome.STORED;
      case REJECTED -> Outcome.REJECTED;
      case LIMITED -> Outcome.LIMITED;
      case TRANSIENT -> Outcome.TRANSIENT;
    };
  }

  /** Why a series is not stored. */
  static Reason reason(SeriesDecision decision, Ended ended) {
    return switch (decision) {
      case REJECTED -> Reason.REFUSED_BY_INGESTERS;
      case LIMITED -> Reason.RATE_LIMITED;
      case STORED, TRANSIENT ->
          ended == Ended.ANSWERS ? Reason.NO_QUORUM : Reason.DEADLINE_EXCEEDED;
    };
  }
}
