package io.flaregate.phlare.membership.kv;

import static java.util.Objects.requireNonNull;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A store could not be used, or what it holds cannot. */
public final class StoreException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final StoreFailure failure;

  /** A failure that is the first to notice. */
  public StoreException(StoreFailure failure, String message) {
    this(failure, message, null);
  }

  /** A failure with its cause. */
  public StoreException(StoreFailure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.failure = requireNonNull(failure, "failure is null");
  }

  /** What kind of failure it is. */
  public StoreFailure failure() {
    return failure;
  }

  /** What went wrong, for a person. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
