package io.flaregate.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.json.JsonPrinter;
import io.flaregate.spi.testing.Await;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** JSON over HTTP is read as protobuf is, and answered in JSON. */
class OtlpJsonReceiverTest {
  private static Rig rig;

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
    rig.freshSink();
  }

  @AfterEach
  void theNextRequestsPass() {
    rig.assertAlive();
  }

  private static HttpResponse<byte[]> post(byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(rig.uri(OtlpHttpService.PATH))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Await.result(rig.http.sendAsync(request.build(), Rig.BODY));
  }

  private static byte[] json(ExportProfilesServiceRequest request) {
    return JsonPrinter.print(request, 7).getBytes(UTF_8);
  }

  private static void assertAnswer(HttpResponse<byte[]> response, int status, String body) {
    assertThat(new String(response.body(), UTF_8)).isEqualTo(body);
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
  }

  @Test
  void profilesOfARequestAreThoseOfItsProtobuf() {
    assertAnswer(post(json(Requests.of(3))), 200, "{}");
    List<Integer> sizes = new ArrayList<>();
    rig.sink().requests().forEach(each -> sizes.add(each.profiles().size()));
    assertThat(sizes).containsExactly(3);
  }

  @Test
  void jsonMayBeCompressed() {
    assertAnswer(post(Rig.gzip(json(Requests.of(1))), "Content-Encoding", "gzip"), 200, "{}");
  }

  @Test
  void anEmptyRequestIsFine() {
    assertAnswer(post("{}".getBytes(UTF_8)), 200, "{}");
  }

  @Test
  void whatIsNotStoredIsToldInJson() {
    HttpResponse<byte[]> response = post(json(Requests.of(2, Set.of(1))));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new String(response.body(), UTF_8))
        .startsWith("{\"partialSuccess\":{\"rejectedProfiles\":\"1\",\"errorMessage\":\"");
  }

  @Test
  void aProblemIsNamedWithItsPlace() {
    assertAnswer(
        post("{\"resourceProfiles\":[{\"scopeProfiles\":5}]}".getBytes(UTF_8)),
        400,
        "{\"code\":3,\"message\":\"not the JSON of a request: a list is expected, but there is 5"
            + " at /resourceProfiles/0/scopeProfiles (line 1, column 39)\"}");
  }
}
