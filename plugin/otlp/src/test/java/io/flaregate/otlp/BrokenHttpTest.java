package io.flaregate.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.spi.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as no client library would send it. */
class BrokenHttpTest {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final String HEAD =
      String.join(
          "\r\n",
          "POST /v1development/profiles HTTP/1.1",
          "Host: x",
          "Content-Type: application/x-protobuf",
          "");
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig(BrokenHttpTest::impatient);
  }

  private static OtlpReceiverConfig impatient(OtlpReceiverConfig config) {
    Duration little = Duration.ofMillis(300);
    return new OtlpReceiverConfig(
        new Protocols(
            config.protocols().grpc(),
            Objects.requireNonNull(config.protocols().http()).withReadTimeouts(little, little)),
        config.tenant(),
        config.maxInflightBytes(),
        config.legacyLayouts());
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void fresh() {
    rig.freshSink();
  }

  @AfterEach
  void nextRequestsPass() {
    rig.assertAlive();
  }

  /** Sends text and, with the connection still open, reads until the server closes it. */
  private static String exchange(String... pieces) throws IOException {
    try (Socket socket = new Socket("localhost", rig.httpAddress().getPort())) {
      socket.setSoTimeout(TIMEOUT_MILLIS);
      for (String piece : pieces) {
        send(socket, piece);
      }
      return readAll(socket.getInputStream());
    }
  }

  private static void send(Socket socket, String text) throws IOException {
    try {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    } catch (SocketException e) {
      // The server has closed: what it said before can still be read.
    }
  }

  private static String readAll(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try {
      in.transferTo(all);
    } catch (SocketException e) {
      // A reset ends it as well.
    }
    return all.toString(ISO_8859_1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length: abc\r\n\r\n",
        "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Content Length: 3\r\n\r\nabc",
        "X: \u0000\r\nContent-Length: 0\r\n\r\n"
      })
  void brokenFramingIsRefusedAndTheConnectionEnds(String rest) throws IOException {
    String response = exchange(HEAD + "Connection: close\r\n" + rest);
    // Nothing at all, or an error; never success.
    if (!response.isEmpty()) {
      assertThat(response).startsWith("HTTP/1.1 4");
    }
    assertThat(rig.sink().requests()).isEmpty();
  }

  @Test
  void whatIsNotHttpIsRefused() throws IOException {
    assertThat(exchange("\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001", "\r\n\r\n"))
        .doesNotContain("200 OK");
    assertThat(exchange("hello\r\n\r\n")).doesNotContain("200 OK");
  }

  @Test
  void bodyShorterThanAnnouncedIsGivenUp() throws IOException {
    String response = exchange(HEAD + "Connection: close\r\nContent-Length: 50\r\n\r\nabc");
    assertThat(response).startsWith("HTTP/1.1 408 ").contains("(read_timeout)");
    assertThat(rig.sink().requests()).isEmpty();
  }

  @Test
  void clientThatGoesInTheMiddleOfABodyLeavesNothing() throws IOException {
    try (Socket socket = new Socket("localhost", rig.httpAddress().getPort())) {
      send(socket, HEAD + "Content-Length: 50000\r\n\r\n" + "x".repeat(20_000));
      Await.until(
          "its bytes are booked",
          () -> rig.settings.meter().value("flaregate_inflight_bytes", "otlp") > 20_000);
    }
    rig.assertNothingBooked();
    assertThat(rig.sink().requests()).isEmpty();
  }

  @Test
  void whatFollowsABodyIsAnotherRequest() throws IOException {
    String empty = HEAD + "Content-Length: 0\r\n\r\n";
    String last = HEAD + "Connection: close\r\nContent-Length: 0\r\n\r\n";
    String responses = exchange(empty + empty + last);
    assertThat(responses.split("HTTP/1.1 200 OK", -1)).hasSize(4);
  }

  @Test
  void announcedBodyOverTheLimitIsRefusedWithoutWaitingForIt() throws IOException {
    String response = exchange(HEAD + "Connection: close\r\nContent-Length: 2000000\r\n\r\n");
    assertThat(response).startsWith("HTTP/1.1 413 ").contains("request is 2000000 bytes long");
  }

  @Test
  void headersThatNeverEndAreTooLarge() throws IOException {
    String response = exchange(HEAD + "X: " + "y".repeat(40_000) + "\r\n\r\n");
    assertThat(response).startsWith("HTTP/1.1 431 ");
  }

  @Test
  void headersThatDribbleAreGivenUp() throws IOException {
    assertThat(exchange("POST /v1dev")).doesNotContain("200 OK");
  }
}
