package io.flaregate.transport.rpc;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.answer.StatusDetails;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Answers to unary calls of gRPC, or of gRPC-web, whose trailers are a last frame of the body,
 * which may be in base64.
 */
public final class GrpcForm {
  /** The trailer that holds the status of a call, a number. */
  public static final String STATUS = "grpc-status";

  private static final String MESSAGE = "grpc-message";
  private static final String DETAILS = "grpc-status-details-bin";
  private static final String ACCEPT = "grpc-accept-encoding";
  private static final int WEB_TRAILERS = 0x80;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final boolean web;
  private final boolean base64;
  private final MediaType type;

  /**
   * A form.
   *
   * @param type the content type of the request, which is that of the response
   */
  public GrpcForm(MediaType type) {
    this.web = type.subtype().startsWith("grpc-web");
    this.base64 = type.subtype().startsWith("grpc-web-text");
    this.type = type;
  }

  /** The name of the code that a trailer {@value #STATUS} holds. */
  public static String codeName(String status) {
    return io.grpc.Status.fromCodeValue(Integer.parseInt(status)).getCode().name();
  }

  /** Whether a content type is that of gRPC or gRPC-web with messages of protobuf. */
  public static boolean isGrpc(MediaType type) {
    return type.type().equals("application")
        && switch (type.subtype()) {
          case "grpc",
              "grpc+proto",
              "grpc-web",
              "grpc-web+proto",
              "grpc-web-text",
              "grpc-web-text+proto" ->
              true;
          default -> false;
        };
  }

  /** The limit of a body whose message has a limit. */
  public SizeLimit framed(SizeLimit message) {
    long bytes = message.bytes() + (long) GrpcFrames.HEAD_BYTES;
    long body = base64 ? WebText.encodedBytes(bytes) : bytes;
    return new SizeLimit((int) Math.min(SizeLimit.MAX_BYTES, body), message.setting());
  }

  /**
   * The frames of a body.
   *
   * @param account where they are booked if they are another array
   * @throws io.flaregate.transport.answer.AnswerException if the body is not of this form, or there
   *     is no room
   */
  public Body frames(Body body, ByteAccount account) {
    return base64 ? WebText.decode(body, account) : body;
  }

  /** The response with a message and status OK. */
  public HttpResponse success(byte[] message) {
    HttpHeaders trailers = HttpHeaders.of(STATUS, "0");
    return respond(GrpcFrames.frame(0, message), trailers);
  }

  /** The response to a call that did not succeed. */
  public HttpResponse failure(Answer answer) {
    Status status = StatusDetails.of(answer);
    HttpHeadersBuilder trailers = HttpHeaders.builder();
    trailers.set(STATUS, Integer.toString(status.getCode()));
    trailers.set(MESSAGE, percentEncoded(status.getMessage()));
    if (status.getDetailsCount() > 0) {
      trailers.set(
          DETAILS, Base64.getEncoder().withoutPadding().encodeToString(status.toByteArray()));
    }
    return respond(new byte[0], trailers.build());
  }

  private HttpResponse respond(byte[] frames, HttpHeaders trailers) {
    ResponseHeaders headers =
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(type)
            .set(ACCEPT, ContentEncoding.tokens())
            .build();
    if (!web) {
      return HttpResponse.of(headers, HttpData.wrap(frames), trailers);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(frames);
    StringBuilder text = new StringBuilder();
    trailers.forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
    body.writeBytes(GrpcFrames.frame(WEB_TRAILERS, text.toString().getBytes(UTF_8)));
    byte[] all = body.toByteArray();
    return HttpResponse.of(headers, HttpData.wrap(base64 ? WebText.encode(all) : all));
  }

  /** A message as headers can carry it: what is not printable ASCII, and %, as %XX. */
  static String percentEncoded(String message) {
    StringBuilder out = new StringBuilder(message.length());
    for (byte b : message.getBytes(UTF_8)) {
      if (b >= ' ' && b < 0x7f && b != '%') {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }
}
