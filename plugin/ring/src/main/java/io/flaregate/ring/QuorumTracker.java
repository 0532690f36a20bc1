package io.flaregate.ring;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts the members' answers to one write request and says what became of each series, as early as
 * that is certain.
 *
 * <p>Of the {@code minSuccess + maxErrors} members of a series each answers once:
 *
 * <ul>
 *   <li>STORED at {@code minSuccess} successes;
 *   <li>REJECTED or LIMITED when more than {@code maxErrors} failures are of the client family:
 *       REJECTED if the refusals for good alone are that many, for only then a retry is known to be
 *       useless, otherwise LIMITED;
 *   <li>REJECTED as well when it cannot be stored and {@code minSuccess} members refused it, one of
 *       them at least {@link ReplicaAnswer#REFUSED_ALONE alone}: whatever word each of them had for
 *       it, a series that a whole quorum of working members refuses would be tried for ever;
 *   <li>TRANSIENT when none of these can happen any more.
 * </ul>
 *
 * <p>The whole request is decided at its first transient series, because then the sender has to
 * retry it anyway, or else when all series are decided, or at {@link #deadline}. Series that were
 * open at that moment count as transient. From then on answers are ignored, and the decisions can
 * be read.
 *
 * <p>Safe for use by several threads: answers may come from any, one short lock guards them. Each
 * method that takes an answer returns true exactly once in the life of the tracker, to the caller
 * whose answer decided the request; that caller sends the reply, outside the lock.
 */
public final class QuorumTracker {
  private static final int NONE = -1;
  private static final String CUT_SHORT = "not decided when the request was answered: ";

  private final int[] minSuccess;
  private final int[] maxErrors;
  private final int[] successes;
  private final int[] failures;
  private final int[] refusals;
  private final int[] rejections;
  private final int[] refusedAlone;
  private final @Nullable SeriesDecision[] decisions;
  private final @Nullable String[] messages;
  private int undecided;
  private boolean decided;

  /**
   * Starts to track a request.
   *
   * @param minSuccess per series, how many members must store it, 1 or more
   * @param maxErrors per series, how many of its members may fail, 0 or more
   * @throws IllegalArgumentException if there are no series, the lengths differ or a number is out
   *     of range
   */
  public QuorumTracker(int[] minSuccess, int[] maxErrors) {
    int count = minSuccess.length;
    if (count == 0 || count != maxErrors.length) {
      throw new IllegalArgumentException(
          "minSuccess has " + count + " series and maxErrors " + maxErrors.length);
    }
    for (int i = 0; i < count; i++) {
      if (minSuccess[i] < 1 || maxErrors[i] < 0) {
        throw new IllegalArgumentException(
            "series " + i + ": minSuccess " + minSuccess[i] + ", maxErrors " + maxErrors[i]);
      }
    }
    this.minSuccess = minSuccess.clone();
    this.maxErrors = maxErrors.clone();
    successes = new int[count];
    failures = new int[count];
    refusals = new int[count];
    rejections = new int[count];
    refusedAlone = new int[count];
    decisions = new SeriesDecision[count];
    messages = new String[count];
    undecided = count;
  }

  /** Number of series. */
  public int size() {
    return minSuccess.length;
  }

  /**
   * Takes a member's answer to one series.
   *
   * @param message what a failure said; ignored for a success
   * @return whether this answer decided the whole request
   */
  public synchronized boolean answer(int series, ReplicaAnswer answer, String message) {
    Objects.checkIndex(series, size());
    return !decided && finish(count(series, answer, message) ? series : NONE);
  }

  /**
   * Takes a member's answer to several series, of which each may stand there several times: then
   * the answer counts as often.
   *
   * @param series indices of the series
   * @param message what a failure said; ignored for a success
   * @return whether this answer decided the whole request
   */
  public synchronized boolean answer(int[] series, ReplicaAnswer answer, String message) {
    return answer(series, 0, series.length, answer, message);
  }

  /**
   * Takes a member's answer to several series.
   *
   * @param series indices of the series, from {@code from} to before {@code to}
   * @param message what a failure said; ignored for a success
   * @return whether this answer decided the whole request
   */
  public synchronized boolean answer(
      int[] series, int from, int to, ReplicaAnswer answer, String message) {
    Objects.checkFromToIndex(from, to, series.length);
    if (decided) {
      return false;
    }
    int firstTransient = NONE;
    for (int i = from; i < to; i++) {
      boolean isTransient = count(Objects.checkIndex(series[i], size()), answer, message);
      firstTransient = isTransient && firstTransient == NONE ? series[i] : firstTransient;
    }
    return finish(firstTransient);
  }

  /**
   * Ends the wait: what is open becomes transient.
   *
   * @param message what to say of it
   * @return whether this decided the whole request
   */
  public synchronized boolean deadline(String message) {
    return !decided && close(message);
  }

  /** Whether the whole request is decided. */
  public synchronized boolean isDecided() {
    return decided;
  }

  /**
   * What became of a series.
   *
   * @throws IllegalStateException if the request is not decided yet
   */
  public synchronized SeriesDecision decision(int series) {
    SeriesDecision decision = decisions[Objects.checkIndex(series, size())];
    if (!decided || decision == null) {
      throw new IllegalStateException("the request is not decided yet");
    }
    return decision;
  }

  /**
   * What the failure said that decided a series, of a transient one the last of the server family;
   * null if it is stored.
   *
   * @throws IllegalStateException if the request is not decided yet
   */
  public synchronized @Nullable String message(int series) {
    if (!decided) {
      throw new IllegalStateException("the request is not decided yet");
    }
    return messages[Objects.checkIndex(series, size())];
  }

  /** Counts an answer; true if it made the series transient. */
  private boolean count(int series, ReplicaAnswer answer, String message) {
    if (decisions[series] != null) {
      return false;
    }
    if (answer == ReplicaAnswer.SUCCESS) {
      successes[series]++;
    } else {
      failures[series]++;
      refusals[series] += answer.isClientFamily() ? 1 : 0;
      rejections[series] += answer == ReplicaAnswer.REJECTED ? 1 : 0;
      refusedAlone[series] += answer == ReplicaAnswer.REFUSED_ALONE ? 1 : 0;
      // A success can make a series transient (failed, refused, stored): the failure is the reason.
      messages[series] = answer.isClientFamily() ? messages[series] : message;
    }
    SeriesDecision decision = decide(series);
    if (decision == null) {
      return false;
    }
    decisions[series] = decision;
    if (decision == SeriesDecision.STORED) {
      messages[series] = null;
    } else if (decision != SeriesDecision.TRANSIENT) {
      messages[series] = message;
    }
    undecided--;
    return decision == SeriesDecision.TRANSIENT;
  }

  private @Nullable SeriesDecision decide(int series) {
    int allowed = maxErrors[series];
    int needed = minSuccess[series];
    if (successes[series] >= needed) {
      return SeriesDecision.STORED;
    }
    int open = needed + allowed - successes[series] - failures[series];
    boolean canBeStored = successes[series] + open >= needed;
    int refused = refusals[series] + refusedAlone[series];
    boolean isAlone = refusedAlone[series] > 0;
    if (rejections[series] > allowed || (!canBeStored && isAlone && refused >= needed)) {
      return SeriesDecision.REJECTED;
    }
    if (refusals[series] > allowed) {
      return SeriesDecision.LIMITED;
    }
    boolean canBeRefused = refusals[series] + open > allowed;
    boolean canBeRefusedAlone = (isAlone || open > 0) && refused + open >= needed;
    return canBeStored || canBeRefused || canBeRefusedAlone ? null : SeriesDecision.TRANSIENT;
  }

  private boolean finish(int firstTransient) {
    if (firstTransient != NONE) {
      return close(CUT_SHORT + messages[firstTransient]);
    }
    decided = undecided == 0;
    return decided;
  }

  private boolean close(String message) {
    for (int i = 0; i < decisions.length; i++) {
      if (decisions[i] == null) {
        decisions[i] = SeriesDecision.TRANSIENT;
        messages[i] = message;
      }
    }
    undecided = 0;
    decided = true;
    return true;
  }
}
