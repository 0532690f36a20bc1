package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.push.Reply.Contact;
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
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A gRPC channel to an ingester. Closing it lets the pushes under way finish. */
final class IngesterClient {
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

  /** Pushes once. The stage never completes exceptionally. */
  CompletionStage<Reply> push(String tenant, PushMessage message, long timeoutNanos) {
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    CallTrace trace = new CallTrace();
    CallOptions options =
        CallOptions.DEFAULT
            .withDeadlineAfter(timeoutNanos, TimeUnit.NANOSECONDS)
            .withStreamTracerFactory(trace);
    ClientCall<RawMessage, RawMessage> call = channel.newCall(PUSH, options);
    try {
      call.start(new Listener(address, trace, reply), headers.metadata(tenant));
      // Two, not one: so that a second message, which would be wrong, is seen and refused.
      call.request(2);
      call.sendMessage(RawMessage.of(message.parts()));
      call.halfClose();
    } catch (RuntimeException e) {
      call.cancel("push cannot be sent", e);
      String text = "push to ingester " + address + " cannot be sent: " + e;
      reply.complete(new Reply(PushAnswer.failed("internal", text), Contact.UNREACHED, ""));
    }
    return reply;
  }

  /**
   * Asks the ingester whether it is well (grpc.health.v1). One that does not know the question is.
   *
   * @return a stage with what is wrong, empty if nothing is; never completes exceptionally
   */
  CompletionStage<String> checkHealth(Duration timeout) {
    CompletableFuture<String> problem = new CompletableFuture<>();
    HealthGrpc.newStub(channel)
        .withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS)
        .check(HealthCheckRequest.getDefaultInstance(), new HealthListener(problem));
    return problem;
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

  /** Whether it is closed and nothing is under way. */
  boolean isEnded() {
    return channel.isTerminated();
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

  private static final class HealthListener implements StreamObserver<HealthCheckResponse> {
    private final CompletableFuture<String> problem;

    HealthListener(CompletableFuture<String> problem) {
      this.problem = problem;
    }

    @Override
    public void onNext(HealthCheckResponse response) {
      boolean well = response.getStatus() == HealthCheckResponse.ServingStatus.SERVING;
      problem.complete(well ? "" : "it says " + response.getStatus());
    }

    @Override
    public void onError(Throwable failure) {
      boolean unknown = Status.fromThrowable(failure).getCode() == Status.Code.UNIMPLEMENTED;
      problem.complete(unknown ? "" : failure.toString());
    }

    @Override
    public void onCompleted() {
      problem.complete("it gave no answer");
    }
  }

  private static final class Listener extends ClientCall.Listener<RawMessage> {
    private final String address;
    private final CallTrace trace;
    private final CompletableFuture<Reply> reply;
    private final List<RawMessage> messages = new ArrayList<>(1);

    Listener(String address, CallTrace trace, CompletableFuture<Reply> reply) {
      this.address = address;
      this.trace = trace;
      this.reply = reply;
    }

    @Override
    public void onMessage(RawMessage message) {
      messages.add(message);
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      PushAnswer answer =
          status.isOk() && !isWhole()
              ? PushAnswer.failed("internal", "ingester " + address + " gave no valid response")
              : IngesterAnswers.of(address, status, trace.isAnswered());
      reply.complete(new Reply(answer, trace.contact(status), TlsTrouble.of(status.getCause())));
    }

    /** Whether exactly one message came that could be read; what it says is of no interest. */
    private boolean isWhole() {
      return messages.size() == 1 && messages.get(0).failure() == null;
    }
  }
}
