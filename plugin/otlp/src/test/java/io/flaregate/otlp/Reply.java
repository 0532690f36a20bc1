package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told, whatever the protocol.
 *
 * @param httpStatus the HTTP status; 0 over gRPC
 * @param status the status with its details; OK if the request succeeded
 * @param response the response; null unless the request succeeded
 * @param retryAfter the header of that name; null over gRPC
 */
record Reply(
    int httpStatus,
    Status status,
    @Nullable ExportProfilesServiceResponse response,
    @Nullable String retryAfter) {

  Code code() {
    return Code.forNumber(status.getCode());
  }

  /** Everything is stored, and nothing else is said. */
  void assertAllStored() {
    assertThat(code()).as("%s", this).isEqualTo(Code.OK);
    assertThat(response).isEqualTo(ExportProfilesServiceResponse.getDefaultInstance());
    if (httpStatus != 0) {
      assertThat(httpStatus).isEqualTo(200);
    }
  }

  ExportProfilesPartialSuccess partial() {
    assertThat(code()).as("%s", this).isEqualTo(Code.OK);
    assertThat(response).isNotNull();
    assertThat(java.util.Objects.requireNonNull(response).hasPartialSuccess())
        .as("%s", this)
        .isTrue();
    return response.getPartialSuccess();
  }

  /** Failed with this status in the words of the protocol that it came over. */
  Reply assertFailed(int http, Code grpc) {
    if (httpStatus != 0) {
      assertThat(httpStatus).as("%s", this).isEqualTo(http);
    }
    assertThat(code()).as("%s", this).isEqualTo(grpc);
    return this;
  }

  Reply assertMessage(String message) {
    assertThat(status.getMessage()).isEqualTo(message);
    return this;
  }

  /** May be sent again after this time; an HTTP header has whole seconds only. */
  void assertRetryable(Duration delay, String header) {
    com.google.protobuf.Duration told = detail(RetryInfo.class, RetryInfo::getRetryDelay);
    assertThat(Duration.ofSeconds(told.getSeconds(), told.getNanos())).isEqualTo(delay);
    if (httpStatus != 0) {
      assertThat(retryAfter).isEqualTo(header);
    }
  }

  /** Must not be sent again. */
  void assertFinal() {
    assertThat(has(RetryInfo.class)).as("%s", this).isFalse();
    assertThat(retryAfter).isNull();
    if (httpStatus != 0) {
      assertThat(httpStatus).isNotIn(429, 502, 503, 504);
    }
  }

  List<BadRequest.FieldViolation> violations() {
    return detail(BadRequest.class, BadRequest::getFieldViolationsList);
  }

  private boolean has(Class<? extends com.google.protobuf.Message> type) {
    return status.getDetailsList().stream().anyMatch(detail -> detail.is(type));
  }

  private <M extends com.google.protobuf.Message, T> T detail(
      Class<M> type, java.util.function.Function<M, T> read) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(type)) {
        try {
          return read.apply(detail.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          throw new AssertionError("a detail cannot be read", e);
        }
      }
    }
    throw new AssertionError("no " + type.getSimpleName() + " in " + status);
  }
}
