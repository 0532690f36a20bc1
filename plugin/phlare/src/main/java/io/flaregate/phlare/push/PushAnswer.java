package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.ReplicaAnswer;
import java.time.Duration;

/**
 * What came of one push.
 *
 * @param answer which family the answer belongs to
 * @param status the protocol's word for it, in lower case, as the metrics' label {@code status}
 * @param message what the other side said, cut to {@link #MAX_MESSAGE_CHARS}; empty for a success
 * @param retryDelay how long to wait before the next try; zero: not said
 * @param aboutSeries whether the other side itself said so of what it was sent, so that one series
 *     of the push may be the reason for all: then halves of it may fare better
 */
public record PushAnswer(
    ReplicaAnswer answer, String status, String message, Duration retryDelay, boolean aboutSeries) {

  /** Texts of others are cut to this length, so that none of them can fill the memory or a log. */
  public static final int MAX_MESSAGE_CHARS = 512;

  private static final PushAnswer STORED =
      new PushAnswer(ReplicaAnswer.SUCCESS, "ok", "", Duration.ZERO);

  public PushAnswer {
    requireNonNull(answer, "answer is null");
    requireNonNull(status, "status is null");
    message = bounded(message);
    requireNonNull(retryDelay, "retryDelay is null");
  }

  /** An answer that is not about single series. */
  public PushAnswer(ReplicaAnswer answer, String status, String message, Duration retryDelay) {
    this(answer, status, message, retryDelay, false);
  }

  /** The same, said of what was sent. */
  PushAnswer ofSeries() {
    return new PushAnswer(answer, status, message, retryDelay, true);
  }

  /**
   * Whether this, said of one series that was sent alone, may mean that it will never be taken:
   * ingesters answer {@code unknown} or {@code internal} to a pprof that they cannot read.
   */
  public boolean mayBeRefusal() {
    return aboutSeries
        && answer == ReplicaAnswer.FAILED
        && (status.equals("unknown") || status.equals("internal"));
  }

  /** The same as a refusal of a series that was sent alone. */
  public PushAnswer refusedAlone() {
    return new PushAnswer(ReplicaAnswer.REFUSED_ALONE, status, message, retryDelay, aboutSeries);
  }

  /** Stored. */
  public static PushAnswer stored() {
    return STORED;
  }

  /** Not stored for a reason that may pass. */
  public static PushAnswer failed(String status, String message) {
    return new PushAnswer(ReplicaAnswer.FAILED, status, message, Duration.ZERO);
  }

  /** Cuts a text, and makes one line of it. */
  private static String bounded(String text) {
    String cut = text.length() <= MAX_MESSAGE_CHARS ? text : text.substring(0, MAX_MESSAGE_CHARS);
    StringBuilder line = new StringBuilder(cut.length());
    for (int i = 0; i < cut.length(); i++) {
      char c = cut.charAt(i);
      // A surrogate whose other half was cut off would not survive any encoding.
      boolean lone = Character.isHighSurrogate(c) && i + 1 == cut.length();
      line.append(Character.isISOControl(c) || lone ? ' ' : c);
    }
    return line.toString().strip();
  }
}
