package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.RawMessage;
import io.flaregate.transport.grpc.RawMethods;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** An ingester, over one gRPC channel. Closing it lets the pushes under way finish. */
final class IngesterClient implements PushTarget {
  /** OTLP's limit of responses, which serves as well here: the real answer is empty. */
  static final int MAX_RESPONSE_BYTES = 4 << 20;

  private static final MethodDescriptor<RawMessage, RawMessage> PUSH =
      RawMethods.unary(
          "ingester.v1.IngesterService",
          "Push",
          new SizeLimit(MAX_RESPONSE_BYTES, "response of an ingester"));

  private final String address;
  private final ManagedChannel channel;
  private final PushHeaders headers;

  IngesterClient(String address, ManagedChannel channel, PushHeaders headers) {
    this.address = requireNonNull(address, "address is null");
    this.channel = requireNonNull(channel, "channel is null");
    this.headers = requireNonNull(headers, "headers is null");
  }

  @Override
  public CompletionStage<PushAnswer> push(String tenant, PushMessage message, long timeoutNanos) {
    CompletableFuture<PushAnswer> answer = new CompletableFuture<>();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS);
    ClientCall<RawMessage, RawMessage> call = channel.newCall(PUSH, options);
    try {
      call.start(new Listener(address, answer), headers.metadata(tenant));
      // Two, not one: so that a second message, which would be wrong, is seen and refused.
      call.request(2);
      call.sendMessage(RawMessage.of(message.parts()));
      call.halfClose();
    } catch (RuntimeException e) {
      call.cancel("push cannot be sent", e);
      answer.complete(
          PushAnswer.failed("internal", "push to ingester " + address + " cannot be sent: " + e));
    }
    return answer;
  }

  /** Tries at once to reach an ingester that could not be reached, without the usual back-off. */
  void reconnect() {
    if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
      channel.resetConnectBackoff();
    }
  }

  /** Takes no more pushes; those under way go on. */
  void close() {
    channel.shutdown();
  }

  /** Waits for a closed channel until a time, then breaks off what is still under way. */
  void awaitEnd(long deadlineNanos) throws InterruptedException {
    if (!channel.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      abort();
    }
  }

  /** Breaks off what is under way. */
  void abort() {
    channel.shutdownNow();
  }

  private static final class Listener extends ClientCall.Listener<RawMessage> {
    private final String address;
    private final CompletableFuture<PushAnswer> answer;
    private final List<RawMessage> messages = new ArrayList<>(1);

    Listener(String address, CompletableFuture<PushAnswer> answer) {
      this.address = address;
      this.answer = answer;
    }

    @Override
    public void onMessage(RawMessage message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      answer.complete(
          status.isOk() && !isWhole()
              ? PushAnswer.failed("internal", "ingester " + address + " gave no valid response")
              : IngesterAnswers.of(address, status));
    }

    /** Whether exactly one message came that could be read; what it says is of no interest. */
    private boolean isWhole() {
      return messages.size() == 1 && messages.get(0).failure() == null;
    }
  }
}
