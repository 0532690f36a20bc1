package io.flaregate.transport.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.Answer.Kind;
import io.flaregate.spi.consumer.Detail;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.testing.Await;
import io.grpc.InternalMetadata;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AnswersTest {
  @ParameterizedTest
  @CsvSource({
    "OK,200,OK",
    "PARTIAL,200,OK",
    "INVALID,400,INVALID_ARGUMENT",
    "UNDECODABLE,400,INVALID_ARGUMENT",
    "LIMITED,429,RESOURCE_EXHAUSTED",
    "UNAVAILABLE,503,UNAVAILABLE",
    "DEADLINE,504,DEADLINE_EXCEEDED",
    "TOO_LARGE,413,RESOURCE_EXHAUSTED",
    "UNAUTHENTICATED,401,UNAUTHENTICATED",
    "FORBIDDEN,403,PERMISSION_DENIED",
    "UNSUPPORTED,415,UNIMPLEMENTED",
    "INTERNAL,500,INTERNAL"
  })
  void everyKindHasItsStatus(Kind kind, int http, String grpc) {
    assertThat(HttpAnswers.status(kind).code()).isEqualTo(http);
    assertThat(StatusDetails.code(kind).name()).isEqualTo(grpc);
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void onlyWhatMayBeSentAgainSaysWhen(Kind kind) throws Exception {
    boolean retryable = kind == Kind.LIMITED || kind == Kind.UNAVAILABLE;
    Answer answer = new Answer(kind, 0, "why", List.of(), Duration.ofMillis(1500));
    Status status = StatusDetails.of(answer);
    assertThat(status.getDetailsList().stream().anyMatch(any -> any.is(RetryInfo.class)))
        .isEqualTo(retryable);
    AggregatedHttpResponse response = response(answer, false);
    assertThat(response.headers().get(HttpHeaderNames.RETRY_AFTER))
        .isEqualTo(retryable ? "2" : null);
  }

  @Test
  void retryInfoHasTheExactDelay() throws Exception {
    Status status = StatusDetails.of(Answer.unavailable("later", Duration.ofMillis(1500)));
    RetryInfo info = status.getDetails(0).unpack(RetryInfo.class);
    assertThat(info.getRetryDelay().getSeconds()).isEqualTo(1);
    assertThat(info.getRetryDelay().getNanos()).isEqualTo(500_000_000);
  }

  @Test
  void retryAfterIsRoundedUpAndAtLeastOne() {
    assertThat(HttpAnswers.wholeSeconds(Duration.ZERO)).isEqualTo(1);
    assertThat(HttpAnswers.wholeSeconds(Duration.ofSeconds(3))).isEqualTo(3);
    assertThat(HttpAnswers.wholeSeconds(Duration.ofSeconds(3, 1))).isEqualTo(4);
  }

  @Test
  void invalidNamesEveryViolation() throws Exception {
    Answer answer =
        new Answer(
            Kind.INVALID,
            2,
            "two problems",
            List.of(
                new Detail(3, Reason.INVALID_LABELS, "label name is empty"),
                new Detail(Detail.WHOLE_REQUEST, Reason.SERIES_LIMIT, "too many")),
            Duration.ZERO);
    Status status = StatusDetails.of(answer);
    assertThat(status.getMessage()).isEqualTo("two problems");
    BadRequest request = status.getDetails(0).unpack(BadRequest.class);
    assertThat(request.getFieldViolationsList())
        .extracting(
            BadRequest.FieldViolation::getField,
            BadRequest.FieldViolation::getReason,
            BadRequest.FieldViolation::getDescription)
        .containsExactly(
            tuple("profiles[3]", "INVALID_LABELS", "label name is empty"),
            tuple("", "SERIES_LIMIT", "too many"));
  }

  @Test
  void trailersStayBelowWhatClientsAccept() {
    List<Detail> details = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      details.add(new Detail(1_000_000 + i, Reason.MAX_LABEL_NAMES_PER_SERIES, "é".repeat(5000)));
    }
    Answer answer = new Answer(Kind.INVALID, 40, "ü".repeat(50_000), details, Duration.ZERO);
    GrpcAnswers.GrpcStatus grpc = GrpcAnswers.of(answer);
    int trailers =
        Arrays.stream(InternalMetadata.serialize(grpc.trailers())).mapToInt(a -> a.length).sum();
    // Percent encoding triples what is not ASCII, base64 adds a third.
    int message = 3 * grpc.status().getDescription().getBytes(UTF_8).length;
    assertThat(trailers * 4 / 3 + message).isLessThan(8192 - 200);
    assertThat(StatusProto.fromStatusAndTrailers(grpc.status(), grpc.trailers()).getDetailsCount())
        .isEqualTo(1);
  }

  @Test
  void bodyIsAStatusInProtobuf() throws Exception {
    AggregatedHttpResponse response = response(Answer.refused(Kind.UNDECODABLE, "no"), false);
    assertThat(response.contentType().toString()).isEqualTo("application/x-protobuf");
    Status status = Status.parseFrom(response.content().array());
    assertThat(status.getCode()).isEqualTo(3);
    assertThat(status.getMessage()).isEqualTo("no");
  }

  @Test
  void bodyIsAStatusInJsonWhenTheRequestWas() {
    AggregatedHttpResponse response =
        response(Answer.unavailable("later", Duration.ofSeconds(2)), true);
    assertThat(response.contentType().toString()).isEqualTo("application/json");
    assertThat(response.contentUtf8())
        .contains("\"code\":14")
        .contains("\"message\":\"later\"")
        .contains("google.rpc.RetryInfo")
        .contains("\"retryDelay\":\"2s\"");
  }

  private static AggregatedHttpResponse response(Answer answer, boolean json) {
    return Await.result(HttpAnswers.of(answer, json).aggregate());
  }
}
