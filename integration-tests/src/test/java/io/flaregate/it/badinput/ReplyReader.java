package io.flaregate.it.badinput;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesPartialSuccess;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads answers as the protocols of the doors say that they are written, and as nothing else. */
final class ReplyReader {
  private static final JsonFormat.TypeRegistry DETAILS =
      JsonFormat.TypeRegistry.newBuilder()
          .add(RetryInfo.getDescriptor())
          .add(BadRequest.getDescriptor())
          .build();
  private static final Pattern CONNECT =
      Pattern.compile("\\{\"code\":\"([a-z_]+)\",\"message\":\"(.*?)\"(,\"details\":\\[.*])?}");

  private ReplyReader() {}

  /**
   * An answer over HTTP.
   *
   * @throws AssertionError if its body is not what the door owes
   */
  static Reply http(Door door, HttpResponse<byte[]> response) {
    String type = response.headers().firstValue("content-type").orElse("");
    try {
      return response.statusCode() == 200
          ? success(door, response, type)
          : failure(door, response, type);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(
          "the body of " + response + " is not what its type says: " + text(response), e);
    }
  }

  private static Reply success(Door door, HttpResponse<byte[]> response, String type)
      throws InvalidProtocolBufferException {
    if (!door.isOtlp()) {
      String expected = door == Door.PUSH_JSON ? "{}" : "";
      must(door == Door.INGEST || text(response).equals(expected), response);
      return new Reply("200", type, "", "", 0, retryAfter(response), false);
    }
    ExportProfilesServiceResponse message;
    if (door == Door.OTLP_JSON) {
      var builder = ExportProfilesServiceResponse.newBuilder();
      JsonFormat.parser().merge(text(response), builder);
      message = builder.build();
    } else {
      message = ExportProfilesServiceResponse.parseFrom(response.body());
    }
    return exported("200", type, message, retryAfter(response));
  }

  /** A response of OTLP's export. */
  static Reply exported(
      String status,
      String type,
      ExportProfilesServiceResponse message,
      Optional<String> retryAfter) {
    ExportProfilesPartialSuccess partial = message.getPartialSuccess();
    return new Reply(
        status,
        type,
        partial.getErrorMessage(),
        "",
        partial.getRejectedProfiles(),
        retryAfter,
        false);
  }

  private static Reply failure(Door door, HttpResponse<byte[]> response, String type)
      throws InvalidProtocolBufferException {
    String status = Integer.toString(response.statusCode());
    Optional<String> delay = retryAfter(response);
    if (door == Door.INGEST) {
      return new Reply(status, type, text(response).stripTrailing(), "", 0, delay, false);
    }
    if (door == Door.OTLP_HTTP) {
      return status(status, type, Status.parseFrom(response.body()), delay);
    }
    if (door == Door.OTLP_JSON) {
      Status.Builder builder = Status.newBuilder();
      JsonFormat.parser().usingTypeRegistry(DETAILS).merge(text(response), builder);
      return status(status, type, builder.build(), delay);
    }
    Matcher connect = CONNECT.matcher(text(response));
    must(connect.matches(), response);
    return new Reply(
        status,
        type,
        connect.group(2),
        connect.group(1),
        0,
        delay,
        text(response).contains("google.rpc.RetryInfo"));
  }

  /** A {@code google.rpc.Status}, by whatever it came. */
  static Reply status(String status, String type, Status body, Optional<String> retryAfter) {
    return new Reply(
        status,
        type,
        body.getMessage(),
        Integer.toString(body.getCode()),
        0,
        retryAfter,
        hasRetryInfo(body.getDetailsList()));
  }

  private static boolean hasRetryInfo(List<Any> details) {
    Message wanted = RetryInfo.getDefaultInstance();
    return details.stream().anyMatch(each -> each.is(wanted.getClass()));
  }

  private static void must(boolean holds, HttpResponse<byte[]> response) {
    if (!holds) {
      throw new AssertionError("the body of " + response + " is unexpected: " + text(response));
    }
  }

  private static Optional<String> retryAfter(HttpResponse<byte[]> response) {
    return response.headers().firstValue("retry-after");
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
