package io.flaregate.transport.grpc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.rpc.RetryInfo;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.testing.Await;
import io.flaregate.transport.answer.AnswerException;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.CompressorRegistry;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xerial.snappy.SnappyFramedOutputStream;

class RawUnaryServerTest {
  /** A unary client would send nothing before its message, and never two. */
  private static final MethodDescriptor<RawMessage, RawMessage> STREAMING =
      EchoService.METHOD.toBuilder().setType(MethodDescriptor.MethodType.BIDI_STREAMING).build();

  private EchoService service;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws Exception {
    service = new EchoService();
    channel = service.channel();
  }

  @AfterEach
  void close() {
    channel.shutdownNow();
    service.close();
  }

  private void reopen(long budgetBytes) throws Exception {
    close();
    service = new EchoService(budgetBytes, builder -> {});
    channel = service.channel();
  }

  @Test
  void bytesComeAndGoUnchanged() {
    Random random = new Random(11);
    for (int size : new int[] {0, 1, 1000, 70_000, 1 << 20}) {
      byte[] bytes = new byte[size];
      random.nextBytes(bytes);
      assertThat(bytes(call(RawMessage.of(bytes), CallOptions.DEFAULT))).isEqualTo(bytes);
      CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
      if (size < 1 << 20) {
        assertThat(bytes(call(RawMessage.of(bytes), gzip))).isEqualTo(bytes);
      }
    }
  }

  @Test
  void partsTravelAsOneMessage() {
    byte[] one = "one".getBytes(UTF_8);
    byte[] two = "-two".getBytes(UTF_8);
    RawMessage message = RawMessage.of(List.of(one, new byte[0], two, one));
    assertThat(message.length()).isEqualTo(10);
    assertThat(new String(message.array(), UTF_8)).isEqualTo("one-twoone");
    for (String encoding : new String[] {"identity", "gzip"}) {
      RawMessage echo = call(message, CallOptions.DEFAULT.withCompression(encoding));
      assertThat(new String(bytes(echo), UTF_8)).isEqualTo("one-twoone");
    }
  }

  @Test
  void plainMessageOverTheLimitIsResourceExhaustedWithoutRetryInfo() {
    StatusRuntimeException e = failed(new byte[(1 << 20) + 1], CallOptions.DEFAULT);
    assertThat(e.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(e.getStatus().getDescription())
        .isEqualTo("request is more than 1048576 bytes long (max_recv_msg_size_mib: 1)");
    assertThat(retryInfo(e)).isFalse();
    assertAlive();
  }

  @Test
  void messageThatAnnouncesItselfAsFarTooLongIsRefusedBeforeItComes() {
    StatusRuntimeException e = failed(new byte[8 << 20], CallOptions.DEFAULT);
    assertThat(e.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(retryInfo(e)).isFalse();
    assertAlive();
  }

  @Test
  void gzipBombIsResourceExhaustedWithoutRetryInfo() {
    CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
    StatusRuntimeException e = failed(new byte[64 << 20], gzip);
    assertTooLargeAfterDecompression(e);
  }

  @Test
  void zstdMessagesAreReadAndBombsRefused() throws Exception {
    use(Codecs.zstd());
    CallOptions zstd = CallOptions.DEFAULT.withCompression("zstd");
    byte[] bytes = "a message".repeat(1000).getBytes(UTF_8);
    assertThat(bytes(call(RawMessage.of(bytes), zstd))).isEqualTo(bytes);
    assertTooLargeAfterDecompression(failed(new byte[64 << 20], zstd));
  }

  @Test
  void deflateAndSnappyMessagesAreReadAndBombsRefused() throws Exception {
    byte[] bytes = "a message".repeat(1000).getBytes(UTF_8);
    use(Codecs.of("deflate", DeflaterOutputStream::new));
    CallOptions deflate = CallOptions.DEFAULT.withCompression("deflate");
    assertThat(bytes(call(RawMessage.of(bytes), deflate))).isEqualTo(bytes);
    assertTooLargeAfterDecompression(failed(new byte[64 << 20], deflate));
    use(Codecs.of("snappy", SnappyFramedOutputStream::new));
    CallOptions snappy = CallOptions.DEFAULT.withCompression("snappy");
    assertThat(bytes(call(RawMessage.of(bytes), snappy))).isEqualTo(bytes);
    assertTooLargeAfterDecompression(failed(new byte[8 << 20], snappy));
  }

  private void assertTooLargeAfterDecompression(StatusRuntimeException e) {
    assertThat(e.getStatus().getCode()).isEqualTo(Code.RESOURCE_EXHAUSTED);
    assertThat(e.getStatus().getDescription())
        .isEqualTo(
            "request is more than 1048576 bytes long after decompression"
                + " (max_recv_msg_size_mib: 1)");
    assertThat(retryInfo(e)).isFalse();
    assertAlive();
  }

  @Test
  void whatIsNotGzipIsInvalidArgument() throws Exception {
    use(Codecs.lying("gzip"));
    CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
    StatusRuntimeException e = failed("not compressed".getBytes(UTF_8), gzip);
    assertThat(e.getStatus().getCode()).isEqualTo(Code.INVALID_ARGUMENT);
    assertThat(e.getStatus().getDescription())
        .isEqualTo("request is not valid gzip: it does not start with 1f 8b");
    assertAlive();
  }

  @Test
  void unknownEncodingIsUnimplemented() throws Exception {
    use(Codecs.lying("lz4"));
    StatusRuntimeException e =
        failed("x".getBytes(UTF_8), CallOptions.DEFAULT.withCompression("lz4"));
    assertThat(e.getStatus().getCode()).isEqualTo(Code.UNIMPLEMENTED);
    assertThat(e.getStatus().getDescription()).contains("lz4");
    assertAlive();
  }

  @Test
  void fullBudgetRefusesACallAtOnceWithRetryInfo() {
    try (var held = service.budget.open(service.budget.maxBytes())) {
      assertThat(held).isNotNull();
      assertOverBudget(failed(new byte[10], CallOptions.DEFAULT));
      assertThat(service.calls).isEmpty();
    }
    assertAlive();
  }

  @Test
  void fullBudgetRefusesACallBeforeItsMessageIsAskedFor() {
    try (var held = service.budget.open(service.budget.maxBytes())) {
      assertThat(held).isNotNull();
      CompletableFuture<Status> status = new CompletableFuture<>();
      ClientCall<RawMessage, RawMessage> call = channel.newCall(STREAMING, CallOptions.DEFAULT);
      // Sends headers and never a message: the answer comes all the same.
      call.start(new EndListener(status), new Metadata());
      call.request(1);
      assertThat(Await.result(status).getCode()).isEqualTo(Code.UNAVAILABLE);
      assertThat(service.budget.reservedBytes()).isEqualTo(service.budget.maxBytes());
    }
    assertAlive();
  }

  @Test
  void callThatOutgrowsTheBudgetWhileItArrivesIsRefused() throws Exception {
    reopen(200_000);
    assertOverBudget(failed(new byte[900_000], CallOptions.DEFAULT));
    assertThat(service.calls).isEmpty();
    assertAlive();
  }

  @Test
  void callThatOutgrowsTheBudgetOnceDecompressedIsRefused() throws Exception {
    reopen(200_000);
    CallOptions gzip = CallOptions.DEFAULT.withCompression("gzip");
    assertOverBudget(failed(new byte[900_000], gzip));
    assertThat(service.calls).isEmpty();
    assertAlive();
  }

  private void assertOverBudget(StatusRuntimeException e) {
    assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE);
    assertThat(e.getStatus().getDescription())
        .isEqualTo(
            "too many bytes of requests are in flight (max_inflight_bytes); try again later");
    assertThat(retryInfo(e)).isTrue();
  }

  @Test
  void bytesStayBookedUntilTheAnswerAndNoLonger() {
    CompletableFuture<RawMessage> response = new CompletableFuture<>();
    service.answer = call -> response;
    var future =
        ClientCalls.futureUnaryCall(
            channel.newCall(EchoService.METHOD, CallOptions.DEFAULT),
            RawMessage.of(new byte[100_000]));
    Await.until("the handler has the call", () -> !service.calls.isEmpty());
    assertThat(service.calls.get(0).wireBytes()).isEqualTo(100_000);
    Await.until("the wire's bytes are free", () -> service.budget.reservedBytes() == 100_001);
    assertThat(service.calls.get(0).account().grow(50_000)).isTrue();
    assertThat(service.budget.reservedBytes()).isEqualTo(150_001);
    response.complete(RawMessage.of(new byte[0]));
    Await.until("the client has the answer", future::isDone);
    Await.until("nothing is booked", () -> service.budget.reservedBytes() == 0);
  }

  @Test
  void answersOtherThanSuccessKeepTheirStatus() {
    service.answer =
        call -> {
          throw new AnswerException(Answer.refused(Answer.Kind.FORBIDDEN, "not yours"));
        };
    StatusRuntimeException e = failed(new byte[1], CallOptions.DEFAULT);
    assertThat(e.getStatus().getCode()).isEqualTo(Code.PERMISSION_DENIED);
    assertThat(e.getStatus().getDescription()).isEqualTo("not yours");
    service.answer =
        call ->
            CompletableFuture.failedStage(
                Status.ABORTED.withDescription("conflict").asRuntimeException());
    assertThat(failed(new byte[1], CallOptions.DEFAULT).getStatus().getDescription())
        .isEqualTo("conflict");
    service.answer = call -> CompletableFuture.failedStage(Status.DATA_LOSS.asException());
    assertThat(failed(new byte[1], CallOptions.DEFAULT).getStatus().getCode())
        .isEqualTo(Code.DATA_LOSS);
  }

  @Test
  void bugsAreInternalAndTheirTextStaysHere() {
    service.answer = call -> CompletableFuture.failedStage(new IllegalStateException("secret"));
    assertInternal();
    service.answer =
        call -> {
          throw new StackOverflowError("secret");
        };
    assertInternal();
    service.answer = call -> CompletableFuture.completedStage(null);
    assertInternal();
  }

  private void assertInternal() {
    StatusRuntimeException e = failed(new byte[1], CallOptions.DEFAULT);
    assertThat(e.getStatus().getCode()).isEqualTo(Code.INTERNAL);
    assertThat(e.getStatus().getDescription()).isEqualTo("internal error; see the server's log");
    Await.until("nothing is booked", () -> service.budget.reservedBytes() == 0);
  }

  @Test
  void metadataIsCheckedBeforeTheMessageIsAskedFor() {
    service.check =
        headers -> {
          throw new AnswerException(Answer.refused(Answer.Kind.UNAUTHENTICATED, "who are you?"));
        };
    CompletableFuture<Status> status = new CompletableFuture<>();
    ClientCall<RawMessage, RawMessage> call = channel.newCall(STREAMING, CallOptions.DEFAULT);
    // Sends headers and never a message: the answer comes all the same.
    call.start(new EndListener(status), new Metadata());
    call.request(1);
    assertThat(Await.result(status).getCode()).isEqualTo(Code.UNAUTHENTICATED);
    assertThat(service.calls).isEmpty();
  }

  @Test
  void clientThatGoesCancelsItsCallAndTheBytesAreFreedByTheHandler() {
    CompletableFuture<RawMessage> response = new CompletableFuture<>();
    service.answer = call -> response;
    ClientCall<RawMessage, RawMessage> call =
        channel.newCall(EchoService.METHOD, CallOptions.DEFAULT);
    var future = ClientCalls.futureUnaryCall(call, RawMessage.of(new byte[5000]));
    Await.until("the handler has the call", () -> !service.calls.isEmpty());
    assertThat(service.calls.get(0).cancellation().isCancelled()).isFalse();
    future.cancel(true);
    Await.until("the call is cancelled", () -> service.calls.get(0).cancellation().isCancelled());
    assertThat(service.budget.reservedBytes()).isEqualTo(5001);
    response.complete(RawMessage.of(new byte[0]));
    Await.until("nothing is booked", () -> service.budget.reservedBytes() == 0);
    service.answer = running -> CompletableFuture.completedStage(running.request());
    assertAlive();
  }

  @Test
  void deadlineReachesTheHandlerAndEndsTheCall() {
    service.answer = call -> new CompletableFuture<>();
    CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS);
    long before = System.nanoTime();
    StatusRuntimeException e = failed(new byte[1], options);
    assertThat(e.getStatus().getCode()).isEqualTo(Code.DEADLINE_EXCEEDED);
    Await.until("the handler had the call", () -> !service.calls.isEmpty());
    long allowed = service.calls.get(0).deadlineNanos() - before;
    assertThat(allowed).isBetween(1L, TimeUnit.SECONDS.toNanos(20));
    Await.until("the call is cancelled", () -> service.calls.get(0).cancellation().isCancelled());
  }

  @Test
  void callWithoutADeadlineHasNone() {
    assertAlive();
    assertThat(service.calls.get(0).deadlineNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void unaryCallHasExactlyOneMessage() {
    assertInternal(messages(0), "the call ended without a message");
    assertInternal(messages(2), "a unary call has one message");
    Await.until("nothing is booked", () -> service.budget.reservedBytes() == 0);
    assertAlive();
  }

  private static void assertInternal(Status status, String description) {
    assertThat(status.getCode()).as("%s", status).isEqualTo(Code.INTERNAL);
    assertThat(status.getDescription()).isEqualTo(description);
  }

  /** The status of a call with so many messages. */
  private Status messages(int count) {
    CompletableFuture<Status> status = new CompletableFuture<>();
    ClientCall<RawMessage, RawMessage> call = channel.newCall(STREAMING, CallOptions.DEFAULT);
    call.start(new EndListener(status), new Metadata());
    call.request(1);
    for (int i = 0; i < count; i++) {
      call.sendMessage(RawMessage.of(new byte[10]));
    }
    call.halfClose();
    return Await.result(status);
  }

  @Test
  void everyEndOfACallIsTold() {
    assertAlive();
    failed(new byte[(1 << 20) + 1], CallOptions.DEFAULT);
    Await.until("both calls have ended", () -> service.ended.size() == 2);
    assertThat(service.ended)
        .extracting(Status::getCode)
        .containsExactly(Code.OK, Code.RESOURCE_EXHAUSTED);
  }

  private void use(CompressorRegistry registry) throws Exception {
    channel.shutdownNow();
    channel =
        GrpcChannels.builder(
                service.target(), io.flaregate.transport.tls.TlsClientConfig.plaintext())
            .compressorRegistry(registry)
            .build();
  }

  private RawMessage call(RawMessage message, CallOptions options) {
    return ClientCalls.blockingUnaryCall(channel, EchoService.METHOD, options, message);
  }

  private StatusRuntimeException failed(byte[] message, CallOptions options) {
    return catchThrowableOfType(
        StatusRuntimeException.class, () -> call(RawMessage.of(message), options));
  }

  private static boolean retryInfo(StatusRuntimeException e) {
    com.google.rpc.Status status = StatusProto.fromThrowable(e);
    return status != null
        && status.getDetailsList().stream().anyMatch(detail -> detail.is(RetryInfo.class));
  }

  private void assertAlive() {
    RawMessage echo = call(RawMessage.of("ping".getBytes(UTF_8)), CallOptions.DEFAULT);
    assertThat(new String(bytes(echo), UTF_8)).isEqualTo("ping");
    Await.until("nothing is booked", () -> service.budget.reservedBytes() == 0);
  }

  private static byte[] bytes(RawMessage message) {
    assertThat(message.failure()).isNull();
    return Arrays.copyOf(message.array(), message.length());
  }
}
