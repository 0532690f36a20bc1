package io.flaregate.ingester.service;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.ingester.merge.MergeLimitException;
import io.flaregate.ingester.selector.SelectorException;
import io.flaregate.ingester.store.StoreException;
import io.grpc.Status;
import java.util.concurrent.CompletionException;

/** What to tell the sender of a request that failed. */
public final class Failures {
  private Failures() {}

  /** The failure as the sender gets it. */
  public static ServiceException of(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof ServiceException told) {
      return told;
    }
    return new ServiceException(code(cause), message(cause), cause);
  }

  private static Status.Code code(Throwable cause) {
    if (cause instanceof SelectorException
        || cause instanceof InvalidProtocolBufferException
        || cause instanceof IllegalArgumentException) {
      return Status.Code.INVALID_ARGUMENT;
    }
    if (cause instanceof MergeLimitException) {
      return Status.Code.RESOURCE_EXHAUSTED;
    }
    return cause instanceof StoreException ? Status.Code.INTERNAL : Status.Code.UNKNOWN;
  }

  private static String message(Throwable cause) {
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
