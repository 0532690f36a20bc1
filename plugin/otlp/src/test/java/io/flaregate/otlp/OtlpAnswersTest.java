package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.testing.ProfilesSink;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a request's profiles, as its sender is told over either protocol. */
class OtlpAnswersTest {
  private static Rig rig;
  private ProfilesSink sink;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void fresh() {
    sink = rig.freshSink();
  }

  /** Whatever was answered, the next valid requests pass. */
  @AfterEach
  void alive() {
    rig.assertAlive();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void allStoredLeavesTheResponseEmpty(Protocol protocol) {
    rig.send(protocol, Requests.of(3)).assertAllStored();
    rig.sendGzip(protocol, Requests.of(3)).assertAllStored();
    assertThat(sink.received()).hasSize(2).allSatisfy(each -> assertThat(each.size()).isEqualTo(3));
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void contextTellsTenantTransportAndTime(Protocol protocol) {
    rig.send(protocol, Requests.of(1)).assertAllStored();
    RequestContext context = sink.onlyRequest().context();
    assertThat(context.tenant()).isEqualTo("anonymous");
    assertThat(context.transport()).isEqualTo(protocol == Protocol.GRPC ? "grpc" : "http");
    assertThat(context.receivedUnixNanos()).isEqualTo(rig.clock.unixNanos());
    assertThat(context.deadlineNanos()).isEqualTo(RequestContext.NO_DEADLINE);
    assertThat(context.cancellation().isCancelled()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void emptyRequestSucceedsWithoutTheConsumer(Protocol protocol) {
    rig.send(protocol, ExportProfilesServiceRequest.getDefaultInstance()).assertAllStored();
    ExportProfilesServiceRequest noProfiles =
        ExportProfilesServiceRequest.newBuilder()
            .addResourceProfiles(ResourceProfiles.getDefaultInstance())
            .build();
    rig.send(protocol, noProfiles).assertAllStored();
    assertThat(sink.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void someRejectedIsAPartialSuccess(Protocol protocol) {
    sink.answer(
        ConsumeResult.builder(3)
            .outcome(1, Outcome.REJECTED, Reason.INVALID_LABELS, "label name is empty")
            .build());
    var partial = rig.send(protocol, Requests.of(3)).partial();
    assertThat(partial.getRejectedProfiles()).isEqualTo(1);
    assertThat(partial.getErrorMessage())
        .isEqualTo("profile 1: label name is empty [invalid_labels]");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void storedWithLossIsAPartialSuccessThatRejectsNothing(Protocol protocol) {
    sink.answer(
        ConsumeResult.builder(1)
            .detail(0, Reason.NEGATIVE_VALUE, "1 sample has a negative value")
            .build());
    var partial = rig.send(protocol, Requests.of(1)).partial();
    assertThat(partial.getRejectedProfiles()).isZero();
    assertThat(partial.getErrorMessage()).contains("negative value");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void malformedProfileIsRejectedByItsIndexAndTheOthersArePassedOn(Protocol protocol) {
    var partial = rig.send(protocol, Requests.of(4, Set.of(2))).partial();
    assertThat(sink.onlyRequest().profiles().size()).isEqualTo(3);
    assertThat(partial.getRejectedProfiles()).isEqualTo(1);
    assertThat(partial.getErrorMessage())
        .startsWith("profile 2: ")
        .endsWith("[malformed_profile]")
        .contains("77");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void outcomesOfTheConsumerKeepTheRequestsIndices(Protocol protocol) {
    // Rows 0 and 1 of what is passed on are profiles 1 and 3 of the request.
    sink.answer(
        ConsumeResult.builder(2)
            .outcome(1, Outcome.REJECTED, Reason.SERIES_LIMIT, "too many series")
            .build());
    var partial = rig.send(protocol, Requests.of(4, Set.of(0, 2))).partial();
    assertThat(partial.getRejectedProfiles()).isEqualTo(3);
    assertThat(partial.getErrorMessage())
        .contains("profile 3: too many series [series_limit]")
        .contains("profile 0: ")
        .contains("profile 2: ");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void allRejectedIsInvalidWithViolations(Protocol protocol) {
    sink.answer(
        ConsumeResult.builder(2)
            .outcome(0, Outcome.REJECTED, Reason.INVALID_LABELS, "label name is empty")
            .outcome(1, Outcome.REJECTED, Reason.SAMPLES_LIMIT, "too many samples")
            .build());
    Reply reply = rig.send(protocol, Requests.of(2));
    reply.assertFailed(400, Code.INVALID_ARGUMENT).assertFinal();
    assertThat(reply.violations())
        .extracting(BadRequest.FieldViolation::getField)
        .containsExactly("profiles[0]", "profiles[1]");
    assertThat(reply.violations())
        .extracting(BadRequest.FieldViolation::getReason)
        .containsExactly("INVALID_LABELS", "SAMPLES_LIMIT");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void allMalformedIsInvalidWithoutTheConsumer(Protocol protocol) {
    Reply reply = rig.send(protocol, Requests.of(2, Set.of(0, 1)));
    reply.assertFailed(400, Code.INVALID_ARGUMENT).assertFinal();
    assertThat(reply.violations()).hasSize(2);
    assertThat(sink.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void anythingTransientIsUnavailableWithADelay(Protocol protocol) {
    sink.answer(
        ConsumeResult.builder(3)
            .outcome(0, Outcome.REJECTED, Reason.INVALID_LABELS, "label name is empty")
            .outcome(1, Outcome.TRANSIENT, Reason.NO_QUORUM, "1 of 2 ingesters")
            .retryDelay(Duration.ofMillis(2500))
            .build());
    rig.send(protocol, Requests.of(3))
        .assertFailed(503, Code.UNAVAILABLE)
        .assertRetryable(Duration.ofMillis(2500), "3");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void allRateLimitedMayBeSentAgainLater(Protocol protocol) {
    sink.answer(
        ConsumeResult.all(
            2, Outcome.LIMITED, Reason.RATE_LIMITED, "over the rate", Duration.ofSeconds(30)));
    rig.send(protocol, Requests.of(2))
        .assertFailed(429, Code.RESOURCE_EXHAUSTED)
        .assertMessage("over the rate [rate_limited]")
        .assertRetryable(Duration.ofSeconds(30), "30");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void deadlineOfThePipelineIsDeadlineExceeded(Protocol protocol) {
    sink.answer(
        ConsumeResult.all(
            1, Outcome.TRANSIENT, Reason.DEADLINE_EXCEEDED, "too slow", Duration.ZERO));
    rig.send(protocol, Requests.of(1)).assertFailed(504, Code.DEADLINE_EXCEEDED);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void bugOfAConsumerIsInternalAndItsTextStaysHere(Protocol protocol) {
    sink.failWith(new IllegalStateException("secret"));
    rig.send(protocol, Requests.of(1))
        .assertFailed(500, Code.INTERNAL)
        .assertMessage("internal error; see the gateway's log [internal]")
        .assertFinal();
    sink.answerWith(
        profiles -> {
          throw new StackOverflowError("secret");
        });
    rig.send(protocol, Requests.of(1)).assertFailed(500, Code.INTERNAL);
    // A result of another size than the profiles.
    sink.answer(ConsumeResult.stored(9));
    assertThat(rig.send(protocol, Requests.of(1)).assertFailed(500, Code.INTERNAL).toString())
        .doesNotContain("rows");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void longMessagesAreCut(Protocol protocol) {
    ConsumeResult.Builder result = ConsumeResult.builder(30);
    for (int row = 0; row < 30; row++) {
      result.outcome(row, Outcome.REJECTED, Reason.INVALID_LABELS, "é".repeat(2000));
    }
    sink.answer(result.build());
    Reply reply = rig.send(protocol, Requests.of(30));
    reply.assertFailed(400, Code.INVALID_ARGUMENT);
    assertThat(reply.violations()).hasSize(ConsumeResult.MAX_DETAILS);
    assertThat(reply.status().getSerializedSize()).isLessThan(6000);
    result.outcome(29, Outcome.STORED);
    sink.answer(result.build());
    assertThat(rig.send(protocol, Requests.of(30)).partial().getSerializedSize()).isLessThan(4200);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void answerMayComeLaterFromAnyThread(Protocol protocol) {
    CompletableFuture<ConsumeResult> later = new CompletableFuture<>();
    sink.answer(later);
    CompletableFuture<Reply> reply =
        CompletableFuture.supplyAsync(() -> rig.send(protocol, Requests.of(1)));
    sink.awaitRequests(1);
    later.complete(
        ConsumeResult.builder(1)
            .detail(Detail.WHOLE_REQUEST, Reason.TRUNCATED, "a stack was cut")
            .build());
    assertThat(reply.join().partial().getErrorMessage()).isEqualTo("a stack was cut [truncated]");
  }
}
