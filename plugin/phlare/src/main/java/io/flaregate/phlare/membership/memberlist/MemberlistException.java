package io.flaregate.phlare.membership.memberlist;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A node's state could not be had, or what it sent cannot be used. */
public final class MemberlistException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final PullFailure failure;

  MemberlistException(PullFailure failure, String message) {
    this(failure, message, null);
  }

  MemberlistException(PullFailure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = requireNonNull(failure, "failure is null");
  }

  /** What kind of failure it is. */
  public PullFailure failure() {
    return failure;
  }

  static MemberlistException malformed(String message) {
    return new MemberlistException(PullFailure.MALFORMED, message);
  }

  static MemberlistException tooLarge(@Nullable String message, Throwable cause) {
    return new MemberlistException(PullFailure.TOO_LARGE, String.valueOf(message), cause);
  }

  static MemberlistException tooLarge(String message) {
    return new MemberlistException(PullFailure.TOO_LARGE, message);
  }
}
