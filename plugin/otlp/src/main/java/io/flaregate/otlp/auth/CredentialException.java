package io.flaregate.otlp.auth;

import java.io.Serial;

/** Credentials of the configuration that cannot be used; the message names no secret. */
final class CredentialException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  CredentialException(String message) {
    super(message);
  }
}
