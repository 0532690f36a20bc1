package io.flaregate.ingester.service;

import static java.util.Objects.requireNonNull;

import io.grpc.Status;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A request is not answered; the message is written for its sender. */
public final class ServiceException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final Status.Code code;

  public ServiceException(Status.Code code, String message) {
    this(code, message, null);
  }

  public ServiceException(Status.Code code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = requireNonNull(code, "code is null");
  }

  /** The code, the same over gRPC and Connect. */
  public Status.Code code() {
    return code;
  }

  /** The message; never null. */
  public String text() {
    String message = getMessage();
    return message == null ? code.toString() : message;
  }
}
