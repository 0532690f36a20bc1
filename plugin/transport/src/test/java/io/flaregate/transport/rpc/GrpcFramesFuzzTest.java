package io.flaregate.transport.rpc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.rpc.Status;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.MediaType;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.testing.Choices;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.answer.StatusDetails;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames of gRPC and gRPC-web. Any bytes as the body of a unary call are one message, or refused as
 * a naive reading of the frame says; and whatever a call is answered, what stands in the frames or
 * trailers is that answer, and nothing of it breaks out of its header.
 */
class GrpcFramesFuzzTest {
  private static final MediaType GRPC = MediaType.parse("application/grpc");
  private static final MediaType WEB = MediaType.parse("application/grpc-web+proto");
  private static final SizeLimit LIMIT = new SizeLimit(1_024, "limit: of the test");
  private static final int COMPRESSED = 1;
  private static final int TRAILERS = 0x80;

  static Stream<byte[]> callSeeds() throws IOException {
    ByteArrayOutputStream gzip = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(gzip)) {
      out.write(new byte[300]);
    }
    int gzipped = List.of(ContentEncoding.values()).indexOf(ContentEncoding.GZIP);
    return Stream.of(
        call(0, GrpcFrames.frame(0, new byte[0])),
        call(0, GrpcFrames.frame(0, new byte[] {1, 2, 3})),
        call(gzipped, GrpcFrames.frame(COMPRESSED, gzip.toByteArray())),
        call(gzipped, GrpcFrames.frame(TRAILERS, "a: b\r\n".getBytes(UTF_8))),
        call(1, new byte[] {0, -1, -1, -1, -1, 0}));
  }

  private static byte[] call(int encoding, byte[] frames) {
    return ByteBuffer.allocate(1 + frames.length).put((byte) encoding).put(frames).array();
  }

  @MethodSource("callSeeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreOneMessageOrRefused(byte[] input) {
    Choices choices = new Choices(input);
    ContentEncoding encoding = choices.oneOf(ContentEncoding.values());
    byte[] frames = choices.rest();
    int flags = frames.length < GrpcFrames.HEAD_BYTES ? -1 : frames[0] & 0xff;
    boolean isWhole =
        (flags == 0 || (flags == COMPRESSED && encoding != ContentEncoding.IDENTITY))
            && length(frames) == frames.length - GrpcFrames.HEAD_BYTES;
    AtomicLong booked = new AtomicLong();
    Body message;
    try {
      message =
          GrpcFrames.unary(
              new Body(frames, frames.length),
              encoding,
              LIMIT,
              bytes -> booked.addAndGet(bytes) >= 0);
    } catch (AnswerException e) {
      assertThat(e.answer().message()).isNotEmpty();
      if (!isWhole) {
        assertThat(e.answer().kind()).isEqualTo(Answer.Kind.INTERNAL);
        assertThat(booked.get()).isZero();
      } else {
        assertThat(flags).isEqualTo(COMPRESSED);
        assertThat(e.answer()).isEqualTo(refusal(encoding, frames));
      }
      return;
    }
    assertThat(isWhole).isTrue();
    byte[] rest = Arrays.copyOfRange(frames, GrpcFrames.HEAD_BYTES, frames.length);
    assertThat((long) message.array().length).isLessThanOrEqualTo(booked.get());
    assertThat(Arrays.copyOf(message.array(), message.length()))
        .isEqualTo(flags == 0 ? rest : decoded(encoding, rest));
  }

  private static long length(byte[] frames) {
    return ByteBuffer.wrap(frames).getInt(1) & 0xffffffffL;
  }

  private static byte[] decoded(ContentEncoding encoding, byte[] bytes) {
    try {
      Body body =
          BodyReader.decode(
              encoding, new ByteArrayInputStream(bytes), bytes.length, LIMIT, more -> true);
      return Arrays.copyOf(body.array(), body.length());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Why the message of a frame cannot be decompressed. */
  private static Answer refusal(ContentEncoding encoding, byte[] frames) {
    int length = frames.length - GrpcFrames.HEAD_BYTES;
    try {
      Body body =
          BodyReader.decode(
              encoding,
              new ByteArrayInputStream(frames, GrpcFrames.HEAD_BYTES, length),
              length,
              LIMIT,
              more -> true);
      throw new AssertionError("was refused and has " + body.length() + " bytes");
    } catch (BodyException e) {
      return e.answer();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<byte[]> answerSeeds() {
    return Stream.of("", "over the limit", "é\r\ngrpc-status: 0\r\n", "100% \u0000 \ud83d\ude00")
        .flatMap(
            message ->
                Stream.of(0, 1)
                    .map(
                        web -> {
                          byte[] text = message.getBytes(UTF_8);
                          return ByteBuffer.allocate(2 + text.length)
                              .put((byte) (int) web)
                              .put((byte) text.length)
                              .put(text)
                              .array();
                        }));
  }

  @MethodSource("answerSeeds")
  @FuzzTest(maxDuration = "3m")
  void whatACallIsAnsweredStandsInItsTrailers(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    boolean web = choices.below(2) == 1;
    Answer answer =
        Answer.refused(choices.oneOf(Answer.Kind.values()), new String(choices.rest(), UTF_8));
    AggregatedHttpResponse response =
        new GrpcForm(web ? WEB : GRPC)
            .failure(answer)
            .aggregate(ImmediateEventExecutor.INSTANCE)
            .join();
    byte[] content = response.content().array();
    if (!web) {
      assertThat(content).isEmpty();
    }
    HttpHeaders trailers = web ? trailers(content) : response.trailers();
    Status expected = StatusDetails.of(answer);
    assertThat(trailers.get(GrpcForm.STATUS)).isEqualTo(Integer.toString(expected.getCode()));
    String message = trailers.get("grpc-message", "");
    assertThat(message.chars()).allMatch(c -> c >= ' ' && c < 0x7f);
    assertThat(percentDecoded(message)).isEqualTo(expected.getMessage().getBytes(UTF_8));
    String details = trailers.get("grpc-status-details-bin");
    assertThat(details != null).isEqualTo(expected.getDetailsCount() > 0);
    assertThat(trailers.size()).isEqualTo(details == null ? 2 : 3);
    if (details != null) {
      assertThat(Status.parseFrom(Base64.getDecoder().decode(details))).isEqualTo(expected);
    }
  }

  /** The trailers of gRPC-web: the last and here the only frame. */
  private static HttpHeaders trailers(byte[] content) {
    assertThat(content[0] & 0xff).isEqualTo(TRAILERS);
    assertThat(length(content)).isEqualTo(content.length - GrpcFrames.HEAD_BYTES);
    String text = new String(content, GrpcFrames.HEAD_BYTES, content.length - 5, ISO_8859_1);
    assertThat(text).endsWith("\r\n");
    HttpHeadersBuilder trailers = HttpHeaders.builder();
    for (String line : text.substring(0, text.length() - 2).split("\r\n", -1)) {
      int colon = line.indexOf(": ");
      trailers.add(line.substring(0, colon), line.substring(colon + 2));
    }
    return trailers.build();
  }

  private static byte[] percentDecoded(String text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < text.length(); at++) {
      if (text.charAt(at) == '%') {
        out.write(Integer.parseInt(text.substring(at + 1, at + 3), 16));
        at += 2;
      } else {
        out.write(text.charAt(at));
      }
    }
    return out.toByteArray();
  }
}
