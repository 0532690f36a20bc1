package io.flaregate.phlare.validate;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Reason;
import java.util.function.Supplier;

/**
 * Why a profile or a series is refused. The message is made only if somebody wants it: a request
 * can have very many problems of which few are told. It speaks of the state in which the problem
 * was found, so it must be asked for before the check goes on to something else.
 */
public final class Problem {
  private final Reason reason;
  private final Supplier<String> message;

  /**
   * A problem.
   *
   * @param reason the kind, also a metric's label
   * @param message what, actual, limit and configuration key
   */
  public Problem(Reason reason, Supplier<String> message) {
    this.reason = requireNonNull(reason, "reason is null");
    this.message = requireNonNull(message, "message is null");
  }

  /** The kind, also a metric's label. */
  public Reason reason() {
    return reason;
  }

  /** What, actual, limit and configuration key. */
  public String message() {
    return message.get();
  }
}
