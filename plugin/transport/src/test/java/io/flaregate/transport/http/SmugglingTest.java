package io.flaregate.transport.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.flaregate.spi.testing.Await;
import io.flaregate.transport.net.Endpoint;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Requests whose end two servers could see at different places, as raw bytes. Each is followed by
 * another request, which must not be found inside the first.
 */
class SmugglingTest {
  private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";

  /** The ways. */
  enum Way {
    LENGTH_AND_CHUNKED("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    CHUNKED_AND_LENGTH("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"),
    CHUNKED_THEN_IDENTITY("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
    IDENTITY("Transfer-Encoding: identity\r\nContent-Length: 3\r\n", "abc"),
    CHUNKED_TWICE("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
    CHUNKED_OBSCURED("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
    CHUNKED_AFTER_TAB("Transfer-Encoding:\tchunked\r\nContent-Length: 4\r\n", "0\r\n\r\n"),
    NAME_WITH_SPACE("Content-Length : 3\r\n", "abc"),
    NEGATIVE_LENGTH("Content-Length: -3\r\n", "abc"),
    SIGNED_LENGTH("Content-Length: +3\r\n", "abc"),
    HEX_LENGTH("Content-Length: 0x3\r\n", "abc"),
    OVERFLOWING_LENGTH("Content-Length: 18446744073709551619\r\n", "abc"),
    TWO_LENGTHS("Content-Length: 3\r\nContent-Length: 4\r\n", "abc"),
    LIST_OF_LENGTHS("Content-Length: 3, 4\r\n", "abc"),
    BARE_LF("X-A: b\nContent-Length: 3\n", "abc"),
    BARE_CR("X-A: b\rContent-Length: 3\r\n", ""),
    NUL_IN_VALUE("X-A: b\0c\r\nContent-Length: 0\r\n", ""),
    NEGATIVE_CHUNK("Transfer-Encoding: chunked\r\n", "-1\r\n\r\n0\r\n\r\n"),
    HUGE_CHUNK("Transfer-Encoding: chunked\r\n", "ffffffffffffffff1\r\nabc\r\n0\r\n\r\n"),
    CHUNK_WITHOUT_END("Transfer-Encoding: chunked\r\n", "1\r\naXX0\r\n\r\n");

    private final String headers;
    private final String body;

    Way(String headers, String body) {
      this.headers = headers;
      this.body = body;
    }

    String request(String version) {
      return "POST /first HTTP/" + version + "\r\nHost: x\r\n" + headers + "\r\n" + body;
    }
  }

  private final List<String> paths = new CopyOnWriteArrayList<>();
  private final List<String> values = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new HttpServerBuilder(Endpoint.parse("localhost:0"))
            .customize(
                builder ->
                    builder.serviceUnder(
                        "/",
                        (ctx, request) ->
                            HttpResponse.of(
                                request
                                    .aggregate()
                                    .thenApply(
                                        all -> {
                                          paths.add(ctx.path());
                                          values.addAll(request.headers().getAll("x-a"));
                                          return HttpResponse.of(HttpStatus.OK);
                                        }))))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdown(System.nanoTime());
  }

  private String answerTo(String bytes) throws Exception {
    try (RawHttp raw = new RawHttp(server.address())) {
      return raw.send(bytes).readAll();
    }
  }

  private void assertServes() throws Exception {
    try (RawHttp raw = new RawHttp(server.address())) {
      raw.send("POST /good HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n");
      assertThat(raw.readStatus()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @EnumSource
  void ambiguousRequestIsRefusedAndTheConnectionCloses(Way way) throws Exception {
    String answer = answerTo(way.request("1.1") + SMUGGLED);
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(answer.indexOf("HTTP/1.1", 1)).as(answer).isEqualTo(-1);
    assertServes();
    assertThat(paths).containsExactly("/good");
  }

  @Test
  void oldVersionWithBothLengthsIsRefused() throws Exception {
    assertThat(answerTo(Way.LENGTH_AND_CHUNKED.request("1.0") + SMUGGLED))
        .startsWith("HTTP/1.1 400 ");
    assertThat(paths).isEmpty();
  }

  @Test
  void bytesBeforeARequestLineAreRefused() throws Exception {
    assertThat(answerTo("\0\1" + SMUGGLED)).startsWith("HTTP/1.1 400 ");
    assertThat(answerTo("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n" + SMUGGLED))
        .doesNotContain("HTTP/1.1 200");
    assertThat(answerTo("\r\n\r\n\0\r\nQUIT\n\41\21\0\14\1\2\3\4\5\6\7\10\0\1\0\2" + SMUGGLED))
        .doesNotContain("HTTP/1.1 200");
    assertServes();
    assertThat(paths).containsExactly("/good");
  }

  @Test
  void headersOverTheLimitAreRefused() throws Exception {
    String many = "X-A: b\r\n".repeat(3_000);
    assertThat(answerTo("GET /first HTTP/1.1\r\nHost: x\r\n" + many + "\r\n"))
        .startsWith("HTTP/1.1 431 ");
    String one = "X-A: " + "b".repeat(1_000_000) + "\r\n";
    assertThat(answerTo("GET /first HTTP/1.1\r\nHost: x\r\n" + one + "\r\n"))
        .startsWith("HTTP/1.1 431 ");
    assertThat(answerTo("GET /" + "b".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
        .startsWith("HTTP/1.1 414 ");
    assertServes();
    assertThat(paths).containsExactly("/good");
  }

  @Test
  void chunksWithExtensionsAreReadAsOneBody() throws Exception {
    try (RawHttp raw = new RawHttp(server.address())) {
      raw.send("POST /first HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
      raw.send("3;a=b\r\nabc\r\n0\r\n\r\n");
      assertThat(raw.readStatus()).isEqualTo(200);
    }
    assertThat(paths).containsExactly("/first");
  }

  /** RFC 9112, section 5.2: refused, or replaced by spaces before the value is interpreted. */
  @Test
  void foldedLineIsPartOfTheValueBeforeWithASpaceInItsPlace() throws Exception {
    try (RawHttp raw = new RawHttp(server.address())) {
      raw.send("POST /first HTTP/1.1\r\nHost: x\r\nX-A: b\r\n \t Content-Length: 3\r\n\r\n");
      assertThat(raw.readStatus()).isEqualTo(200);
    }
    assertThat(paths).containsExactly("/first");
    assertThat(values).containsExactly("b Content-Length: 3");
  }

  @Test
  void bodyShorterThanItsLengthIsNoRequest() throws Exception {
    try (RawHttp raw = new RawHttp(server.address())) {
      raw.send("POST /first HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc");
    }
    assertServes();
    Await.until("the good one was heard", () -> paths.contains("/good"));
    assertThat(paths).containsExactly("/good");
  }
}
