package io.flaregate.transport.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import com.google.rpc.Status;
import com.linecorp.armeria.common.HttpStatus;
import io.flaregate.spi.extension.AuthenticationException;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is not let in hears so in the words of the protocol that he speaks. */
class HttpRefusalsTest {
  private static final String PUSH = "/push.v1.PusherService/Push";
  private static final String OTLP = "/v1development/profiles";

  private HttpServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        new HttpServerBuilder(Endpoint.parse("localhost:0"))
            .authenticator(
                headers -> {
                  throw new AuthenticationException("who are you?", "Basic realm=\"flaregate\"");
                },
                Runnable::run)
            .customize(
                builder ->
                    builder.serviceUnder(
                        "/",
                        (ctx, request) ->
                            com.linecorp.armeria.common.HttpResponse.of(HttpStatus.OK)))
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdown(System.nanoTime());
  }

  private HttpResponse<byte[]> post(String path, String type, String... headers) throws Exception {
    URI uri = URI.create("http://localhost:" + server.address().getPort() + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("content-type", type)
            .POST(BodyPublishers.ofString("ignored"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), ISO_8859_1);
  }

  private static String type(HttpResponse<byte[]> response) {
    return response.headers().firstValue("content-type").orElse("");
  }

  @ParameterizedTest
  @CsvSource({"application/proto", "application/json", "application/json; charset=utf-8"})
  void connectCallIsAnsweredWithConnectsError(String type) throws Exception {
    HttpResponse<byte[]> response = post(PUSH, type);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(type(response)).startsWith("application/json");
    assertThat(text(response))
        .isEqualTo("{\"code\":\"unauthenticated\",\"message\":\"who are you?\"}");
    assertThat(response.headers().firstValue("www-authenticate"))
        .contains("Basic realm=\"flaregate\"");
  }

  @Test
  void connectCallAtAnyPathIsKnownByItsVersion() throws Exception {
    assertThat(text(post("/x", "application/json", "connect-protocol-version", "1")))
        .contains("\"code\":\"unauthenticated\"");
  }

  @Test
  void otlpRequestIsAnsweredWithAStatusInItsEncoding() throws Exception {
    HttpResponse<byte[]> proto = post(OTLP, "application/x-protobuf");
    assertThat(proto.statusCode()).isEqualTo(401);
    assertThat(Status.parseFrom(proto.body()).getCode()).isEqualTo(Code.UNAUTHENTICATED_VALUE);
    HttpResponse<byte[]> json = post(OTLP, "application/json");
    assertThat(text(json)).isEqualTo("{\"code\":16,\"message\":\"who are you?\"}");
  }

  @ParameterizedTest
  @CsvSource({"application/grpc-web", "application/grpc-web+proto"})
  void grpcWebCallIsAnsweredByTrailersInItsBody(String type) throws Exception {
    HttpResponse<byte[]> response = post(PUSH, type);
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(type(response)).isEqualTo(type);
    assertThat(response.body()[0]).isEqualTo((byte) 0x80);
    assertThat(text(response)).contains("grpc-status: 16\r\n", "grpc-message: who are you?\r\n");
  }

  @Test
  void whoeverSendsAnythingElseIsAnsweredInPlainText() throws Exception {
    HttpResponse<byte[]> response = post("/ingest?name=a", "multipart/form-data; boundary=x");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(type(response)).startsWith("text/plain");
    assertThat(text(response)).isEqualTo("who are you?\n");
  }
}
