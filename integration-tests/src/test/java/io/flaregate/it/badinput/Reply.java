package io.flaregate.it.badinput;

import java.util.Optional;

/**
 * An answer as a sender reads it.
 *
 * @param status the HTTP status, or the name of gRPC's code
 * @param contentType what the body calls itself; empty with gRPC
 * @param message what is said for a person: of the error, or of the partial success
 * @param code the code inside the body: google.rpc's number or Connect's word; empty of a success
 * @param rejected the profiles that a partial success says were refused
 * @param retryAfter the header {@code Retry-After}
 * @param retryInfo whether a {@code google.rpc.RetryInfo} is among the details
 */
public record Reply(
    String status,
    String contentType,
    String message,
    String code,
    long rejected,
    Optional<String> retryAfter,
    boolean retryInfo) {

  /** Whether everything was taken, a warning or not. */
  public boolean isStored() {
    return (status.equals("200") || status.equals("OK")) && rejected == 0;
  }

  /** Whether the sender is told to try again. */
  public boolean isRetryable() {
    return retryInfo || retryAfter.isPresent();
  }
}
