package io.flaregate.transport.grpc;

import static java.util.Objects.requireNonNull;

import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.SizeLimit;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import java.time.Duration;

/**
 * Serves a unary method with raw messages: lets a call in, checks its metadata, and only then asks
 * for its message.
 */
public final class RawUnaryServer implements ServerCallHandler<RawMessage, RawMessage> {
  private static final Duration SLOW = Duration.ofSeconds(30);

  private final RawUnaryHandler handler;
  private final long slowNanos;

  /** A server of a method. */
  public RawUnaryServer(RawUnaryHandler handler) {
    this(handler, SLOW);
  }

  /**
   * A server of a method.
   *
   * @param slow how long a message may come at less than 1 KiB/s
   */
  RawUnaryServer(RawUnaryHandler handler, Duration slow) {
    this.handler = requireNonNull(handler, "handler is null");
    slowNanos = slow.toNanos();
  }

  @Override
  public ServerCall.Listener<RawMessage> startCall(
      ServerCall<RawMessage, RawMessage> call, Metadata headers) {
    CallAdmission admission = CallAdmission.KEY.get();
    RawUnaryListener listener = new RawUnaryListener(handler, call, headers, admission, slowNanos);
    if (admission != null) {
      admission.onRefused(listener::refuse);
    }
    try {
      handler.check(headers);
      SizeLimit limit = handler.limit(headers);
      if (limit != null && admission != null) {
        admission.limit(limit);
      }
    } catch (AnswerException e) {
      listener.refuse(e.answer());
    }
    listener.begin();
    return listener;
  }

  /** A method of which nothing but this status is ever heard. */
  public static ServerCallHandler<RawMessage, RawMessage> refusing(Status status) {
    return (call, headers) -> {
      call.close(status, new Metadata());
      return new ServerCall.Listener<>() {};
    };
  }
}
