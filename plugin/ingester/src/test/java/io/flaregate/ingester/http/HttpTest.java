package io.flaregate.ingester.http;

import static io.flaregate.ingester.Pprofs.CPU;
import static io.flaregate.ingester.Pprofs.T0;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.flaregate.ingester.EmbeddedIngester;
import io.flaregate.ingester.IngesterConfig;
import io.flaregate.ingester.Pprofs;
import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.ingester.proto.ingester.SeriesRequest;
import io.flaregate.ingester.proto.ingester.SeriesResponse;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.push.PushRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ingester.v1 as Connect speaks it, the API for people, and the page's files. */
class HttpTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static EmbeddedIngester ingester;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    IngesterConfig config = IngesterConfig.onFreePorts(directory.toString());
    IngesterConfig.Limits limits =
        new IngesterConfig.Limits(1 << 20, 1 << 20, 4 << 20, 64 << 20, 1000);
    ingester =
        EmbeddedIngester.start(
            new IngesterConfig(
                config.grpc(), config.http(), config.directory(), limits, config.retention()));
    try (IngesterClient shop = new IngesterClient(ingester.grpcTarget(), "shop")) {
      shop.push(
          Pprofs.cpu(T0)
              .sample("main;work;hash", 70)
              .sample("main;idle", 30)
              .push("service_name", "a", "region", "eu"));
      shop.push(Pprofs.cpu(T0 + 1000).sample("main;work", 5).push("service_name", "b"));
    }
  }

  @AfterAll
  static void stop() {
    ingester.close();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(ingester.pageUri().resolve(path)).header("X-Scope-OrgID", "shop");
  }

  private static HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> call(String method, String type, byte[] body)
      throws Exception {
    return send(
        request("/ingester.v1.IngesterService/" + method)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private static JsonNode json(HttpResponse<byte[]> response) throws IOException {
    assertThat(response.headers().firstValue("content-type").orElse(""))
        .startsWith("application/json");
    return JSON.readTree(response.body());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void methodsAnswerJsonWithJson() throws Exception {
    assertThat(
            json(
                call(
                    "Series",
                    "application/json",
                    utf8("{\"matchers\":[\"{region='eu'}\"],\"labelNames\":[\"service_name\"]}"))))
        .isEqualTo(
            JSON.readTree(
                "{\"labelsSet\":[{\"labels\":[{\"name\":\"service_name\",\"value\":\"a\"}]}]}"));
    assertThat(
            json(call("ProfileTypes", "application/json; charset=utf-8", utf8("{}")))
                .at("/profileTypes/0/ID")
                .asText())
        .isEqualTo(CPU);
    assertThat(json(call("LabelNames", "application/json", utf8("{\"unknown\":1}"))).at("/names"))
        .hasSize(8);
    assertThat(
            json(
                call(
                    "LabelValues",
                    "application/json",
                    utf8(
                        "{\"name\":\"service_name\",\"start\":\""
                            + (T0 + 1)
                            + "\",\"end\":\""
                            + (T0 + 1000)
                            + "\"}"))))
        .isEqualTo(JSON.readTree("{\"names\":[\"b\"]}"));
  }

  @Test
  void methodsAnswerProtobufWithProtobuf() throws Exception {
    HttpResponse<byte[]> response =
        call(
            "Series",
            "application/proto",
            SeriesRequest.newBuilder().addLabelNames("service_name").build().toByteArray());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type")).contains("application/proto");
    assertThat(SeriesResponse.parseFrom(response.body()).getLabelsSetCount()).isEqualTo(2);
  }

  @Test
  void aPushOverHttpIsStored() throws Exception {
    PushRequest push = Pprofs.cpu(T0).sample("f", 9).push("service_name", "pushed");
    HttpResponse<byte[]> response =
        send(
            request("/ingester.v1.IngesterService/Push")
                .setHeader("X-Scope-OrgID", "other")
                .header("Content-Type", "application/json")
                .header("Content-Encoding", "gzip")
                .POST(
                    BodyPublishers.ofByteArray(
                        Pprofs.gzip(ByteString.copyFromUtf8(JsonFormat.printer().print(push)))
                            .toByteArray())));
    assertThat(json(response)).isEqualTo(JSON.readTree("{}"));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(
            json(send(request("/api/labels?tenant=other&name=service_name")))
                .at("/values/0")
                .asText())
        .isEqualTo("pushed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "Series|application/json|{|400|invalid_argument",
        "Series|application/json|{\"matchers\":[\"{a\"]}|400|invalid_argument",
        "Series|application/proto|{|400|invalid_argument",
        "Series|text/plain|{}|415|unimplemented",
        "Nothing|application/json|{}|501|unimplemented",
        "MergeProfilesPprof|application/json|{}|501|unimplemented",
        "Push|application/json|{\"series\":[{}]}|500|unknown"
      })
  void errorsAreConnects(String method, String type, String body, int status, String code)
      throws Exception {
    HttpResponse<byte[]> response = call(method, type, utf8(body));
    assertThat(response.statusCode()).isEqualTo(status);
    JsonNode error = json(response);
    assertThat(error.at("/code").asText()).isEqualTo(code);
    assertThat(error.at("/message").asText()).isNotEmpty();
  }

  @Test
  void bodiesThatAreTooLargeOrDamagedAreRefused() throws Exception {
    HttpResponse<byte[]> large = call("Push", "application/proto", new byte[(1 << 20) + 1]);
    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(json(large).at("/code").asText()).isEqualTo("resource_exhausted");
    assertThat(json(large).at("/message").asText()).contains("limits::max_request_bytes: 1048576");

    byte[] bomb = Pprofs.gzip(ByteString.copyFrom(new byte[100 << 20])).toByteArray();
    HttpRequest.Builder request =
        request("/ingester.v1.IngesterService/Push")
            .header("Content-Type", "application/proto")
            .header("Content-Encoding", "gzip");
    assertThat(send(request.copy().POST(BodyPublishers.ofByteArray(bomb))).statusCode())
        .isEqualTo(413);
    assertThat(send(request.copy().POST(BodyPublishers.ofByteArray(new byte[] {1}))).statusCode())
        .isEqualTo(400);
    assertThat(
            send(request.copy().setHeader("Content-Encoding", "br").POST(BodyPublishers.noBody()))
                .statusCode())
        .isEqualTo(415);
  }

  @Test
  void otherVerbsAndTenantsAreRefused() throws Exception {
    HttpResponse<byte[]> get = send(request("/ingester.v1.IngesterService/Series").GET());
    assertThat(get.statusCode()).isEqualTo(405);
    assertThat(get.headers().firstValue("allow")).contains("POST");
    HttpResponse<byte[]> tenant =
        send(
            request("/ingester.v1.IngesterService/Series")
                .setHeader("X-Scope-OrgID", "a/b")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}")));
    assertThat(tenant.statusCode()).isEqualTo(400);
    assertThat(send(request("/api/types").POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(405);
  }

  private static JsonNode api(String path, String... parameters) throws Exception {
    StringBuilder query = new StringBuilder();
    for (int i = 0; i < parameters.length; i += 2) {
      query.append(i == 0 ? '?' : '&').append(parameters[i]).append('=');
      query.append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
    }
    return json(send(request("/api/" + path + query)));
  }

  @Test
  void theApiTellsWhatThereIs() throws Exception {
    assertThat(api("tenants").at("/tenants").toString()).contains("\"shop\"");
    assertThat(api("types", "query", "{service_name=\"a\"}").at("/types/0/id").asText())
        .isEqualTo(CPU);
    assertThat(api("labels").at("/names")).hasSize(8);
    assertThat(api("labels", "name", "service_name").at("/values").toString())
        .isEqualTo("[\"a\",\"b\"]");
    assertThat(api("series", "query", "{region=\"eu\"}").at("/series/0/service_name").asText())
        .isEqualTo("a");
    assertThat(api("bounds"))
        .isEqualTo(JSON.readTree("{\"from\":%d,\"until\":%d}".formatted(T0, T0 + 1000)));
    assertThat(api("bounds", "tenant", "nobody")).isEqualTo(JSON.readTree("{}"));
    assertThat(api("stats").at("/profiles").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(api("types", "from", "now-1h", "until", "now").at("/types")).isEmpty();
    assertThat(new String(send(request("/ready")).body(), StandardCharsets.UTF_8))
        .isEqualTo("ready\n");
  }

  @Test
  void aMergedPprofIsServed() throws Exception {
    HttpResponse<byte[]> response = send(request("/api/merge?type=" + CPU + "&from=" + T0));
    assertThat(response.headers().firstValue("content-disposition"))
        .contains("attachment; filename=\"profile.pb.gz\"");
    Profile merged =
        Profile.parseFrom(new GZIPInputStream(new ByteArrayInputStream(response.body())));
    assertThat(Pprofs.sums(merged, 0))
        .isEqualTo(Map.of("main;work;hash", 70L, "main;idle", 30L, "main;work", 5L));
  }

  @Test
  void aFlameGraphIsServed() throws Exception {
    JsonNode graph = api("flamegraph", "type", CPU, "query", "{}");
    assertThat(graph.at("/total").asLong()).isEqualTo(105);
    assertThat(graph.at("/unit").asText()).isEqualTo("nanoseconds");
    assertThat(graph.at("/profiles").asInt()).isEqualTo(2);
    assertThat(graph.at("/series").asInt()).isEqualTo(2);
    assertThat(graph.at("/tree"))
        .isEqualTo(
            JSON.readTree(
                """
                {"name":"total","value":105,"self":0,"children":[
                  {"name":"main","value":105,"self":0,"children":[
                    {"name":"work","value":75,"self":5,"children":[
                      {"name":"hash","value":70,"self":70,"children":[]}]},
                    {"name":"idle","value":30,"self":30,"children":[]}]}]}
                """));
    assertThat(graph.at("/top/0").toString())
        .isEqualTo("{\"name\":\"hash\",\"self\":70,\"total\":70}");
  }

  @Test
  void whatHasNoRoomInAFlameGraphIsSummedUp() throws Exception {
    JsonNode graph = api("flamegraph", "type", CPU, "max_nodes", "3");
    assertThat(graph.at("/nodes").asInt()).isEqualTo(3);
    assertThat(graph.at("/nodes_in_other").asInt()).isEqualTo(2);
    assertThat(graph.at("/tree/children/0"))
        .isEqualTo(
            JSON.readTree(
                """
                {"name":"main","value":105,"self":0,"children":[
                  {"name":"work","value":75,"self":5,"children":[
                    {"name":"other (1)","value":70,"self":70,"other":true}]},
                  {"name":"other (1)","value":30,"self":30,"other":true}]}
                """));
  }

  @Test
  void aDeepStackIsCutWhereParsersWouldStop() throws Exception {
    try (IngesterClient deep = new IngesterClient(ingester.grpcTarget(), "deep")) {
      deep.push(Pprofs.cpu(T0).sample("f;".repeat(3000) + "leaf", 4).push("service_name", "a"));
    }
    JsonNode node = api("flamegraph", "tenant", "deep", "type", CPU).at("/tree");
    int depth = 0;
    while (node.has("children") && !node.at("/children").isEmpty()) {
      node = node.at("/children/0");
      depth++;
    }
    assertThat(depth).isEqualTo(FlameGraphJson.MAX_DEPTH + 1);
    assertThat(node.at("/other").asBoolean()).isTrue();
    assertThat(node.at("/value").asLong()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "/api/nothing|404|no /api/nothing",
        "/api/merge|400|profile type \"\" is not name:",
        "/api/types?tenant=a/b|400|tenant id holds the character",
        "/api/types?from=yesterday|400|from \"yesterday\" is neither milliseconds since 1970 nor now",
        "/api/types?from=2&until=1|400|the time range ends (1) before it starts (2)",
        "/api/types?query=x|400|selector: expected '{' at character 1, found 'x'",
        "/api/flamegraph?type=a:b:c:d:e&max_nodes=0|400|max_nodes \"0\" is not a number from 1 to 65536",
      })
  void wrongQuestionsAreTold(String path, int status, String message) throws Exception {
    HttpResponse<byte[]> response = send(request(path));
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(json(response).at("/message").asText()).startsWith(message);
  }

  @Test
  void thePageIsServedWithAStrictPolicy() throws Exception {
    HttpResponse<byte[]> page = send(request("/"));
    assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
    assertThat(page.headers().firstValue("content-security-policy").orElse(""))
        .contains("default-src 'none'")
        .contains("script-src 'self'")
        .doesNotContain("unsafe");
    assertThat(page.headers().firstValue("x-content-type-options")).contains("nosniff");
    String html = new String(page.body(), StandardCharsets.UTF_8);
    assertThat(html).doesNotContain("http:").doesNotContain("https:").doesNotContain(" style=");
    List<String> files =
        Pattern.compile("(?:src|href)=\"(web/[^\"]+)\"")
            .matcher(html)
            .results()
            .map(found -> found.group(1))
            .toList();
    assertThat(files).hasSizeGreaterThan(5);
    for (String file : files) {
      assertThat(send(request("/" + file)).statusCode()).as(file).isEqualTo(200);
    }
    assertThat(send(request("/web/vendor/NOTICE")).statusCode()).isEqualTo(200);
    for (String none : List.of("/web/../pom.xml", "/web/%2e%2e/x", "/web/", "/none")) {
      assertThat(send(request(none)).statusCode()).as(none).isIn(400, 404);
    }
  }
}
