package io.flaregate.phlare.ringcli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RingCommandTest {
  private static final String LABELS = "{service_name=\"svc\", __name__=\"process_cpu\"}";
  private static final String[] THREE = {
    "--static",
    "a=h1:9095,z1",
    "--static",
    "b=h2:9095,z2",
    "--static",
    "c=h3:9095,z3",
    "--replication-factor",
    "3"
  };

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    try {
      return new RingCommand()
          .run(List.of(args), new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String[] with(String[] more, String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  private String out() {
    return out.toString(UTF_8);
  }

  private String err() {
    return err.toString(UTF_8);
  }

  private static String member(String id, String state, String tokens) {
    return "{\"id\":\""
        + id
        + "\",\"state\":\""
        + state
        + "\",\"address\":\""
        + id
        + ":9095\",\"timestamp\":\"2026-01-02T03:04:05Z\","
        + "\"registered_timestamp\":\"0001-01-01T00:00:00Z\",\"readonly\":false,\"zone\":\"\","
        + "\"newer\":{\"a\":[1]},\"tokens\":"
        + tokens
        + "}";
  }

  private static String page(String... members) {
    return "{\"shards\":[" + String.join(",", members) + "],\"now\":\"2026-01-02T03:04:05Z\"}";
  }

  private static String file(Path folder, String text) throws IOException {
    return Files.writeString(folder.resolve("ring.json"), text).toString();
  }

  @Test
  void locatesASeriesByTheTokenThatUpstreamHashes() {
    assertThat(run(with(THREE, "locate", LABELS))).isZero();
    assertThat(out().lines())
        .contains(
            "tenant    anonymous",
            "sub-ring  3 of 3 members",
            "series    {__name__=\"process_cpu\", service_name=\"svc\"}",
            "token     1144597414",
            "quorum    2 of 3 must store it, 1 may fail")
        .anyMatch(line -> line.matches(" +a +z1 +ACTIVE +h1:9095"));
    assertThat(err()).isEmpty();
  }

  @Test
  void locateWritesJson() throws IOException {
    assertThat(run(with(THREE, "locate", "--json", "--shard-size=3", LABELS))).isZero();
    JsonNode got = new ObjectMapper().readTree(out());

    assertThat(got.get("token").asLong()).isEqualTo(1144597414L);
    assertThat(got.get("sub_ring").toString()).isEqualTo("[\"a\",\"b\",\"c\"]");
    assertThat(got.get("replicas")).hasSize(3);
    assertThat(got.get("min_success").asInt()).isEqualTo(2);
    assertThat(got.get("max_errors").asInt()).isEqualTo(1);
    assertThat(got.get("error").asText()).isEmpty();
  }

  @Test
  void namesTheSubRingOfATenant() {
    assertThat(run(with(THREE, "locate", "--tenant=t", "--shard-size=1", LABELS))).isEqualTo(1);
    assertThat(out())
        .containsPattern("sub-ring  1 of 3 members: [abc]\n")
        .contains("replicas  none: at least 2 live replicas required, could only find 1");
  }

  @Test
  void countsUnhealthyAndLeavingMembersAsWritesDo(@TempDir Path folder) throws IOException {
    String file =
        file(
            folder,
            page(
                member("a", "ACTIVE", "[1]"),
                member("b", "LEAVING", "[2]"),
                member("c", "UNHEALTHY", "[3]"),
                member("d", "ACTIVE", "[4294967295]")));
    assertThat(run("locate", "--file", file, "--replication-factor=3", LABELS)).isEqualTo(1);
    assertThat(out())
        .contains(
            "none: at least 3 live replicas required, could only find 2 - unhealthy instances:");
    assertThat(run("list", "--file", file, "--replication-factor=3")).isZero();
    assertThat(out())
        .containsPattern("c +- +Unhealthy +c:9095 +no +1 +0.0 % +0.0 %")
        .contains("4 members, 4 tokens, replication factor 3, zone awareness off, 0.0 % of all");
  }

  @Test
  void locatesTheSeriesOfAnOtlpRequest(@TempDir Path folder) throws IOException {
    Path request = folder.resolve("request.pb");
    Files.write(request, OtlpRequests.cpu("checkout"));
    assertThat(run(with(THREE, "locate", "--json", "--otlp", request.toString()))).isZero();
    JsonNode got = new ObjectMapper().readTree(out());

    assertThat(got.get("labels").asText())
        .startsWith("{__delta__=\"false\"")
        .contains("service_name=\"checkout\"");
    assertThat(got.get("replicas")).hasSize(3);
    Files.writeString(request, "no request");
    assertThat(run(with(THREE, "locate", "--otlp", request.toString()))).isEqualTo(1);
    assertThat(err()).contains("request.pb is no OTLP profiles request: ");
    assertThat(run(with(THREE, "locate", "--otlp", "/no/such/file"))).isEqualTo(1);
    assertThat(err()).isEqualTo("flaregate ring locate: /no/such/file is no file\n");
  }

  @Test
  void readsThePageOfAGatewayAndWhatItSaysOfPlacing() throws IOException {
    String[] asked = {""};
    String settings =
        "\"settings\":{\"replication_factor\":2,\"zone_awareness_enabled\":true,\"x\":{}}";
    String body = "{" + settings + "," + page(member("a", "ACTIVE", "[1,2]")).substring(1);
    HttpServer server = serve(() -> body, asked);
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      assertThat(run("list", "--url", url + "/ring?x=1")).isZero();
      assertThat(out()).contains("1 members, 2 tokens, replication factor 2, zone awareness on");
      assertThat(err()).isEmpty();
      assertThat(asked[0]).isEqualTo("/ring?x=1&settings=true application/json");
      assertThat(run("list", "--json", "--url", url + "/ring")).isZero();
      assertThat(new ObjectMapper().readTree(out()).get("owns").asDouble()).isEqualTo(1);
      assertThat(run("list", "--url", url + "/nothing")).isEqualTo(1);
      assertThat(err())
          .isEqualTo(
              "flaregate ring list: " + url + "/nothing: answers HTTP 404, not a ring page\n");
    } finally {
      server.stop(0);
    }
  }

  private interface Body {
    String get();
  }

  private static HttpServer serve(Body body, String[] asked) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/ring",
        exchange -> {
          asked[0] =
              exchange.getRequestURI() + " " + exchange.getRequestHeaders().getFirst("Accept");
          byte[] bytes = body.get().getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    return server;
  }

  @Test
  void watchTellsEachChangeOnce() throws IOException {
    AtomicInteger looks = new AtomicInteger();
    List<String> pages =
        List.of(
            page(member("a", "ACTIVE", "[1]"), member("b", "ACTIVE", "[2]")),
            page(member("a", "ACTIVE", "[1]"), member("b", "ACTIVE", "[2]")),
            "rubbish",
            page(member("a", "LEAVING", "[1]"), member("b", "UNHEALTHY", "[2]")),
            page(member("b", "ACTIVE", "[2,3]"), member("c", "JOINING", "null")));
    HttpServer server = serve(() -> pages.get(Math.min(looks.getAndIncrement(), 4)), new String[1]);
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/ring";
      assertThat(run("watch", "--url", url, "--interval=10ms", "--count=6")).isZero();
      assertThat(out().lines().map(line -> line.replaceFirst("^2\\S+Z ", "")))
          .containsExactly(
              "2 members",
              "a state ACTIVE → LEAVING",
              "b state ACTIVE → Unhealthy",
              "a left, was LEAVING",
              "b state Unhealthy → ACTIVE",
              "b tokens 1 tokens → 2 others",
              "c joined: JOINING c:9095");
      assertThat(err())
          .contains(
              "does not tell the replication factor; 1 is assumed (--replication-factor)\n",
              "is not the JSON of a ring page: ",
              "; still watching\n",
              url + " answers again\n");
      assertThat(run("watch", "--json", "--url", url, "--interval=10ms", "--for=30ms")).isZero();
      assertThat(out()).isEqualTo("{\"members\":2}\n");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void wrongCallsAreTwoAndSayWhatIsWrong() {
    assertThat(run()).isEqualTo(2);
    assertThat(run("lost")).isEqualTo(2);
    assertThat(err()).contains("lost");
    assertThat(run("list", "--static", "a")).isEqualTo(2);
    assertThat(err()).contains("--static is \"a\", must be ID=ADDR or ID=ADDR,ZONE");
    assertThat(run(with(THREE, "list", "--url", "http://x/"))).isEqualTo(2);
    assertThat(err()).contains("--url, --file and --static exclude each other");
    assertThat(run("list", "--url", "ftp://x/")).isEqualTo(2);
    assertThat(err()).contains("must begin with http:// or https://");
    assertThat(run("list", "--static", "a=b", "--replication-factor=0")).isEqualTo(2);
    assertThat(run(with(THREE, "locate"))).isEqualTo(2);
    assertThat(err()).contains("either LABELS or --otlp FILE is needed");
    assertThat(run(with(THREE, "locate", "{a=b}"))).isEqualTo(2);
    assertThat(err()).contains("labels, at 4: expected \": {a=b}");
    assertThat(run(with(THREE, "locate", "--shard-size=-1", LABELS))).isEqualTo(2);
    assertThat(run(with(THREE, "watch"))).isEqualTo(2);
    assertThat(err()).contains("--static never changes");
    assertThat(run("watch", "--for=soon")).isEqualTo(2);
    assertThat(err()).contains("\"soon\" is not a duration");
  }

  @Test
  void whatCannotBeReadIsOneAndSaysWhy(@TempDir Path folder) throws IOException {
    for (String[] bad :
        new String[][] {
          {"", "is not a ring page: the page is null"},
          {"[]", "is not a ring page: the page is START_ARRAY"},
          {"{}", "is JSON, but not of a ring page: it has no \"shards\""},
          {"{\"shards\":7}", "is not a ring page: shards is VALUE_NUMBER_INT"},
          {page("7"), "is not a ring page: a member is VALUE_NUMBER_INT"},
          {page(member("a", "DANCING", "[]")), "member a: state is neither one of"},
          {page(member("a", "ACTIVE", "[-1]")), "has token -1 at place"},
          {page(member("a", "ACTIVE", "[99999999999999999999]")), "is not the JSON of a ring page"},
          {page(member("a", "ACTIVE", "[]"), member("a", "ACTIVE", "[]")), "two ring members have"},
          {"{\"shards\":" + "[".repeat(5_000), "is not a ring page"},
        }) {
      assertThat(run("list", "--file", file(folder, bad[0]))).as(bad[1]).isEqualTo(1);
      assertThat(err()).contains("ring.json: ").contains(bad[1]);
    }
    assertThat(run("list", "--file", folder.toString())).isEqualTo(1);
    assertThat(err()).isEqualTo("flaregate ring list: " + folder + ": is no file\n");
    assertThat(run("list", "--url", "http://127.0.0.1:1/ring")).isEqualTo(1);
    assertThat(err()).contains("http://127.0.0.1:1/ring: ");
  }

  @Test
  void namesCannotCommandTheTerminal(@TempDir Path folder) throws IOException {
    String file = file(folder, page(member("a\\u001b[31m\\n", "ACTIVE", "[1]")));
    assertThat(run("list", "--file", file)).isZero();
    assertThat(out()).contains("a\\u001b[31m\\u000a").doesNotContain("\u001b");
  }
}
