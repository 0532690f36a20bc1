package io.flaregate.phlare.membership.etcd;

import io.flaregate.phlare.membership.kv.StoreException;
import io.flaregate.phlare.membership.kv.StoreFailure;
import io.grpc.Status;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Tells what kind of failure a request to etcd met. */
final class EtcdFailures {
  private EtcdFailures() {}

  static StoreException of(Throwable thrown) {
    Throwable failure = unwrapped(thrown);
    if (failure instanceof StoreException known) {
      return known;
    }
    if (failure instanceof TimeoutException) {
      return new StoreException(
          StoreFailure.TIMEOUT, "etcd did not answer in time (dial_timeout)", failure);
    }
    if (cause(failure, SSLException.class) != null) {
      String what = String.valueOf(root(failure).getMessage());
      return new StoreException(StoreFailure.TLS, "TLS with etcd failed: " + what, failure);
    }
    Status status = Status.fromThrowable(failure);
    String text = text(status, failure);
    return new StoreException(kind(status, text), "etcd: " + text, failure);
  }

  private static StoreFailure kind(Status status, String text) {
    return switch (status.getCode()) {
      case UNAVAILABLE, CANCELLED -> StoreFailure.UNREACHABLE;
      case DEADLINE_EXCEEDED -> StoreFailure.TIMEOUT;
      case UNAUTHENTICATED, PERMISSION_DENIED -> StoreFailure.DENIED;
      case RESOURCE_EXHAUSTED ->
          text.contains("exceeds maximum") ? StoreFailure.TOO_LARGE : StoreFailure.REFUSED;
      case INVALID_ARGUMENT ->
          text.contains("auth") || text.contains("user name")
              ? StoreFailure.DENIED
              : StoreFailure.REFUSED;
      default -> StoreFailure.REFUSED;
    };
  }

  private static String text(Status status, Throwable failure) {
    String described =
        status.getDescription() == null
            ? String.valueOf(failure.getMessage())
            : status.getDescription();
    Throwable root = root(failure);
    boolean adds = root != failure && root.getMessage() != null;
    return adds ? described + ": " + root.getMessage() : described;
  }

  private static Throwable unwrapped(Throwable thrown) {
    Throwable failure = thrown;
    while ((failure instanceof CompletionException || failure instanceof ExecutionException)
        && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    return root;
  }

  private static @Nullable Throwable cause(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable one = failure; one != null; one = one.getCause()) {
      if (type.isInstance(one)) {
        return one;
      }
    }
    return null;
  }
}
