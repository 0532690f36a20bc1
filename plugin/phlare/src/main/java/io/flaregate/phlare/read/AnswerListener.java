package io.flaregate.phlare.read;

import io.flaregate.ring.Instance;
import io.flaregate.transport.grpc.RawMessage;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** What the answer of an ingester has in common, whatever was asked. */
abstract class AnswerListener<T> extends ClientCall.Listener<RawMessage> {
  private static final int MAX_TEXT = 200;

  private final Instance member;
  private final ByteAllowance allowance;
  private final CompletableFuture<T> result = new CompletableFuture<>();

  AnswerListener(Instance member, ByteAllowance allowance) {
    this.member = member;
    this.allowance = allowance;
  }

  /** The answer, or why there is none. */
  CompletableFuture<T> result() {
    return result;
  }

  /** The id of the ingester. */
  String ingester() {
    return member.id();
  }

  /** The call could not even be started. */
  void cannotBeAsked(ClientCall<?, ?> call, RuntimeException failure) {
    call.cancel("cannot be asked", failure);
    fail(new IngesterException("cannot be asked: " + failure));
  }

  void fail(Exception failure) {
    result.completeExceptionally(failure);
  }

  /** Books a message; the failure, if there is one. */
  @Nullable Exception refusal(RawMessage message) {
    if (message.failure() != null) {
      return new IngesterException("gave an answer that cannot be read");
    }
    return allowance.take(message.length()) ? null : allowance.exceeded(member.id());
  }

  /** The answer once the call has ended well; null if there is none. */
  abstract @Nullable T whole();

  @Override
  public void onClose(Status status, Metadata trailers) {
    if (!status.isOk()) {
      fail(isTooLarge(status) ? allowance.exceeded(member.id()) : told(status));
      return;
    }
    T answer = whole();
    if (answer == null) {
      fail(new IngesterException("ended its answer before it was whole"));
    } else {
      result.complete(answer);
    }
  }

  /** grpc-java cuts off a message that is too large so, on this side. */
  private static boolean isTooLarge(Status status) {
    String text = status.getDescription();
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && text != null
        && text.contains("exceeds maximum size");
  }

  private static IngesterException told(Status status) {
    String word = status.getCode().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    return switch (status.getCode()) {
      case DEADLINE_EXCEEDED -> new IngesterException("did not answer in time (--timeout)");
      case UNAVAILABLE -> new IngesterException("cannot be reached" + detail(status));
      default -> new IngesterException("answered " + word + detail(status));
    };
  }

  private static String detail(Status status) {
    Throwable cause = status.getCause();
    String text = status.getDescription();
    if (status.getCode() == Status.Code.UNAVAILABLE && cause != null) {
      text = cause.getMessage();
    }
    if (text == null || text.isBlank()) {
      return "";
    }
    String line = text.lines().findFirst().orElse("");
    return ": " + (line.length() > MAX_TEXT ? line.substring(0, MAX_TEXT) + "…" : line);
  }
}
