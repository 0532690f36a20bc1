package io.flaregate.spi.extension;

import static java.util.Objects.requireNonNull;

import java.io.Serial;

/** A request whose sender is not known. Its message goes to the sender. */
public final class AuthenticationException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final String challenge;
  private final boolean retryable;

  /**
   * A request that is refused for good.
   *
   * @param message for the sender; names no secret and no user
   * @param challenge what the sender must show, as HTTP's {@code WWW-Authenticate} says it
   */
  public AuthenticationException(String message, String challenge) {
    this(message, challenge, false);
  }

  private AuthenticationException(String message, String challenge, boolean retryable) {
    super(requireNonNull(message, "message is null"), null, false, false);
    this.challenge = requireNonNull(challenge, "challenge is null");
    this.retryable = retryable;
  }

  /** A request whose sender cannot be checked now, and that may be sent again. */
  public static AuthenticationException busy(String message) {
    return new AuthenticationException(message, "", true);
  }

  /** What the sender must show; empty if that is not the matter. */
  public String challenge() {
    return challenge;
  }

  /** Whether the same request may be let in a little later. */
  public boolean isRetryable() {
    return retryable;
  }
}
