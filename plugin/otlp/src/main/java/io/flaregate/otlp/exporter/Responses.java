package io.flaregate.otlp.exporter;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.transport.answer.RetryAfter;
import io.flaregate.transport.answer.Texts;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Sorts answers by the rules of the OTLP specification (1.11, "Failures"): which may be sent again,
 * and when.
 */
final class Responses {
  /** OTLP's limit of responses. */
  static final int MAX_BYTES = 4 << 20;

  private static final int MAX_TEXT_BYTES = 512;

  private Responses() {}

  /** An accepted request, from the response message in protobuf. */
  static SendAnswer accepted(String server, ByteBuffer response) {
    try {
      return accepted(server, ExportProfilesServiceResponse.parseFrom(response));
    } catch (InvalidProtocolBufferException e) {
      return unreadable(server);
    }
  }

  /** An accepted request, from the response message in one of its forms over HTTP. */
  static SendAnswer accepted(String server, ResponseForm form, byte[] response) {
    return form.response(response)
        .map(message -> accepted(server, message))
        .orElseGet(() -> unreadable(server));
  }

  private static SendAnswer accepted(String server, ExportProfilesServiceResponse response) {
    ExportProfilesPartialSuccess partial = response.getPartialSuccess();
    long rejected = Math.max(0, partial.getRejectedProfiles());
    String said = text(partial.getErrorMessage());
    if (rejected > 0) {
      return SendAnswer.accepted(
          rejected, server + " rejected " + rejected + " of the profiles" + colon(said));
    }
    return SendAnswer.accepted(0, said.isEmpty() ? "" : server + " warns: " + said);
  }

  /**
   * A request that a server says to have accepted in an answer that is none: a proxy in between may
   * have answered, so nothing is known to be stored.
   */
  static SendAnswer unreadable(String server) {
    return SendAnswer.refused(
        server + " gave an answer that is no ExportProfilesServiceResponse of at most 4 MiB");
  }

  /** A gRPC status other than OK. */
  static SendAnswer ofGrpc(String server, io.grpc.Status status, @Nullable Status details) {
    Optional<Duration> delay = details == null ? Optional.empty() : retryDelay(details);
    String said = status.getDescription() == null ? "" : text(status.getDescription());
    String message = server + " answered " + status.getCode() + colon(said) + cause(status);
    return switch (status.getCode()) {
      case CANCELLED, ABORTED, OUT_OF_RANGE, UNAVAILABLE, DATA_LOSS ->
          SendAnswer.failed(Reason.OVERLOADED, message, delay.orElse(Duration.ZERO));
      case DEADLINE_EXCEEDED ->
          SendAnswer.failed(Reason.DEADLINE_EXCEEDED, message, delay.orElse(Duration.ZERO));
      case RESOURCE_EXHAUSTED ->
          delay.isPresent()
              ? SendAnswer.limited(message, delay.get())
              : SendAnswer.refused(message);
      default -> SendAnswer.refused(message);
    };
  }

  /**
   * An HTTP status other than 2xx.
   *
   * @param form what the body is
   * @param retryAfter the header; empty if there is none
   */
  static SendAnswer ofHttp(
      String server, int code, byte[] body, ResponseForm form, String retryAfter, Instant now) {
    Optional<Status> status = form.status(body);
    String said =
        text(
            status
                .map(Status::getMessage)
                .orElseGet(
                    () ->
                        new String(
                            body,
                            0,
                            Math.min(body.length, MAX_TEXT_BYTES),
                            StandardCharsets.UTF_8)));
    String message = server + " answered HTTP " + code + colon(said);
    Duration inBody = status.flatMap(Responses::retryDelay).orElse(Duration.ZERO);
    Duration delay = retryAfter.isEmpty() ? inBody : RetryAfter.parse(retryAfter, now, inBody);
    return switch (code) {
      case 429 -> SendAnswer.limited(message, delay);
      case 502, 503, 504 -> SendAnswer.failed(Reason.OVERLOADED, message, delay);
      default -> SendAnswer.refused(message);
    };
  }

  private static Optional<Duration> retryDelay(Status status) {
    for (Any detail : status.getDetailsList()) {
      if (detail.is(RetryInfo.class)) {
        try {
          com.google.protobuf.Duration delay = detail.unpack(RetryInfo.class).getRetryDelay();
          return Optional.of(bounded(delay));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }

  private static Duration bounded(com.google.protobuf.Duration delay) {
    long seconds = Math.min(delay.getSeconds(), RetryAfter.MAX.toSeconds());
    int nanos = Math.max(0, Math.min(delay.getNanos(), 999_999_999));
    return seconds < 0 ? Duration.ZERO : Duration.ofSeconds(seconds, nanos);
  }

  private static String cause(io.grpc.Status status) {
    Throwable cause = status.getCause();
    while (cause != null && cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return cause == null ? "" : " (" + cause + ")";
  }

  private static String colon(String text) {
    return text.isEmpty() ? "" : ": " + text;
  }

  private static String text(String said) {
    return Texts.bounded(said.strip(), MAX_TEXT_BYTES);
  }
}
