package io.flaregate.profiles.wire;

import java.io.Serial;

/**
 * Bytes that are not protobuf, or not a message of the expected schema. The message says what is
 * wrong and at which byte. Cheap to make: it has no stack trace, since senders cause it at will.
 */
public final class MalformedProtoException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  public MalformedProtoException(String message) {
    super(message, null, false, false);
  }
}
