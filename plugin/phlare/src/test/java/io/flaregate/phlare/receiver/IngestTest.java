package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.pprof.Folded;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class IngestTest {
  private static final String TEXT = "text/plain";
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig(Rig.config(1 << 20, 1L << 26, false));
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @BeforeEach
  void fresh() {
    rig.sink.answerWith(
        profiles -> CompletableFuture.completedStage(ConsumeResult.stored(profiles.size())));
  }

  private static String path(Map<String, String> query) {
    return "/ingest?"
        + query.entrySet().stream()
            .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), UTF_8))
            .sorted()
            .collect(Collectors.joining("&"));
  }

  private HttpResponse<String> ingest(Map<String, String> query, byte[] body, String type) {
    return rig.send("POST", path(query), body, type);
  }

  private HttpResponse<String> folded(String name, String format, String text) {
    return ingest(
        Map.of("name", name, "format", format, "from", "1700000000", "until", "1700000010"),
        text.getBytes(UTF_8),
        TEXT);
  }

  /** A request that pyroscope-go has sent. */
  record Recorded(String file, Map<String, String> query, String contentType) {}

  static Stream<Recorded> recorded() {
    List<?> index = (List<?>) Corpus.configured().json("ingest/index.json");
    return index.stream()
        .map(
            each -> {
              Map<?, ?> entry = (Map<?, ?>) each;
              Map<String, String> query =
                  ((Map<?, ?>) Objects.requireNonNull(entry.get("query")))
                      .entrySet().stream()
                          .collect(
                              Collectors.toMap(
                                  pair -> (String) pair.getKey(),
                                  pair -> (String) pair.getValue()));
              Map<?, ?> headers = (Map<?, ?>) Objects.requireNonNull(entry.get("headers"));
              return new Recorded(
                  "ingest/" + entry.get("file"),
                  query,
                  String.valueOf(headers.get("Content-Type")));
            });
  }

  @ParameterizedTest
  @MethodSource("recorded")
  void whatPyroscopeGoSentIsStored(Recorded each) {
    byte[] body = Corpus.configured().file(each.file()).bytes();
    HttpResponse<String> response = ingest(each.query(), body, each.contentType());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Profiles series = rig.last();
    String text = new String(body, ISO_8859_1);
    String expected =
        text.contains("block_count")
            ? "block"
            : text.contains("mutex_count")
                ? "mutex"
                : text.contains("goroutines") ? "goroutines" : "";
    for (int row = 0; row < series.size(); row++) {
      Map<String, String> labels = Rig.labels(series, row);
      assertThat(labels)
          .containsEntry("service_name", "sdk.shop")
          .containsEntry("__delta__", "false")
          .containsEntry("pyroscope_spy", "gospy")
          .containsEntry("env", "prod")
          .doesNotContainKey("__session_id__");
      if (expected.isEmpty()) {
        assertThat(labels.get("__name__")).isIn("process_cpu", "memory");
      } else {
        assertThat(labels).containsEntry("__name__", expected);
      }
      assertThat(series.rows().timeUnixNanos(row)).isGreaterThan(1_700_000_000_000_000_000L);
    }
  }

  @Test
  void aPprofIsTheBodyOrAPartOfAForm() {
    Map<String, String> query = Map.of("name", "app", "format", "pprof", "from", "1700000000");
    assertThat(ingest(query, Pushes.pprof(), "application/octet-stream").statusCode())
        .isEqualTo(200);
    assertThat(Rig.labels(rig.last(), 0)).containsEntry("__name__", "process_cpu");
    assertThat(rig.last().rows().timeUnixNanos(0)).isEqualTo(1_700_000_000_000_000_000L);
    assertThat(ingest(query, Pushes.plainPprof(), TEXT).statusCode()).isEqualTo(200);
  }

  @Test
  void theLabelServiceNameMakesTheApplicationAnotherLabel() {
    Map<String, String> query =
        Map.of("name", "app{service_name=shop,__private=x}", "format", "pprof");
    assertThat(ingest(query, Pushes.pprof(), TEXT).statusCode()).isEqualTo(200);
    assertThat(Rig.labels(rig.last(), 0))
        .containsEntry("service_name", "shop")
        .containsEntry("app_name", "app")
        .doesNotContainKey("__private");
  }

  @Test
  void typesOfValuesWithDashesAreTakenFromDotnet() {
    byte[] pprof =
        new PprofEncoder().encode(Folded.parse("a;b 3\n", "inuse-space", "bytes", 10), 0);
    Map<String, String> query = Map.of("name", "app", "format", "pprof", "spyName", "dotnetspy");
    HttpResponse<String> response = ingest(query, pprof, TEXT);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Rig.totals(rig.last(), 0)).containsOnlyKeys("inuse_space:bytes");
  }

  /** As Pyroscope's distributor: names of functions say little in Python and Ruby. */
  @Test
  void namesOfFunctionsOfScriptsHaveTheirFiles() {
    Profile.Builder pprof = Profile.newBuilder();
    List.of("", "run", "/app/main.py", "cpu", "nanoseconds").forEach(pprof::addStringTable);
    pprof.addSampleTypeBuilder().setType(3).setUnit(4);
    for (int id = 1; id <= 3; id++) {
      pprof.addFunctionBuilder().setId(id).setName(id == 3 ? 0 : 1).setFilename(id == 2 ? 0 : 2);
      pprof.addLocationBuilder().setId(id).addLineBuilder().setFunctionId(id).setLine(7);
    }
    pprof.addSampleBuilder().addLocationId(3).addLocationId(2).addLocationId(1).addValue(5);
    byte[] body = pprof.build().toByteArray();
    for (String spy : List.of("pyspy", "rbspy", "scripting")) {
      HttpResponse<String> response =
          ingest(Map.of("name", "app", "format", "pprof", "spyName", spy), body, TEXT);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      assertThat(Folded.of(rig.last(), 0, 0, 1000))
          .as(spy)
          .isEqualTo("/app/main.py:-1 - run;:-1 - run;/app/main.py:-1 -  5\n");
    }
    ingest(Map.of("name", "app", "format", "pprof", "spyName", "gospy"), body, TEXT);
    assertThat(Folded.of(rig.last(), 0, 0, 1000)).startsWith("run;run;").doesNotContain("-1");
  }

  /** A long name that all of many functions share would become very many bytes. */
  @Test
  void namesOfFunctionsOfScriptsAreBounded() {
    Profile.Builder pprof = Profile.newBuilder();
    List.of("", "f".repeat(100_000), "cpu", "nanoseconds").forEach(pprof::addStringTable);
    pprof.addSampleTypeBuilder().setType(2).setUnit(3);
    pprof.addLocationBuilder().setId(1).addLineBuilder().setFunctionId(1);
    pprof.addSampleBuilder().addLocationId(1).addValue(5);
    for (int id = 1; id <= 1000; id++) {
      pprof.addFunctionBuilder().setId(id).setName(3 + id).setFilename(1);
      pprof.addStringTable("f" + id);
    }
    Map<String, String> query = Map.of("name", "app", "format", "pprof", "spyName", "pyspy");
    HttpResponse<String> response = ingest(query, pprof.build().toByteArray(), TEXT);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(413);
    assertThat(response.body()).contains("max_request_body_size");
    rig.assertAlive();
  }

  @Test
  void foldedStacksCountTimeBySampleRate() {
    String text = "main;work;loop 3\nmain;idle 2\r\nmain;work;loop 1\nno number at all?\n";
    HttpResponse<String> bad = folded("shop.cpu{env=dev}", "groups", text);
    assertThat(bad.statusCode()).isEqualTo(400);
    assertThat(bad.body()).contains("line 4");
    HttpResponse<String> response =
        folded("shop.cpu{env=dev}", "groups", text.substring(0, text.indexOf("no ")));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Profiles series = rig.last();
    assertThat(Rig.labels(series, 0))
        .containsEntry("service_name", "shop")
        .containsEntry("__name__", "process_cpu")
        .containsEntry("env", "dev");
    assertThat(Rig.totals(series, 0)).isEqualTo(Map.of("cpu:nanoseconds", 60_000_000L));
    assertThat(series.rows().period(0)).isEqualTo(10_000_000);
    assertThat(series.rows().durationNanos(0)).isEqualTo(10_000_000_000L);
    assertThat(Folded.of(series, 0, 0, 1000))
        .isEqualTo("main;work;loop 40000000\nmain;idle 20000000\n");
  }

  @Test
  void linesCountOneEach() {
    HttpResponse<String> response =
        folded("shop.alloc_objects", "lines", "a;b\\c\na;b\\c\n\na;d\n");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(Rig.labels(rig.last(), 0)).containsEntry("__name__", "memory");
    assertThat(Rig.totals(rig.last(), 0)).isEqualTo(Map.of("alloc_objects:count", 3L));
  }

  @Test
  void badRequestsAreAnsweredInText() {
    String[][] queries = {
      {"name", ""},
      {"name", "{a=b}"},
      {"name", "a{b"},
      {"name", "a{b}"},
      {"name", "a", "from", "yesterday"},
      {"name", "a", "from", "99999999999999999999"},
      {"name", "my.app", "format", "groups"},
    };
    for (String[] pairs : queries) {
      Map<String, String> query = new HashMap<>();
      for (int i = 0; i < pairs.length; i += 2) {
        query.put(pairs[i], pairs[i + 1]);
      }
      HttpResponse<String> response = ingest(query, "a 1\n".getBytes(UTF_8), TEXT);
      assertThat(response.statusCode()).as(query + response.body()).isEqualTo(400);
      assertThat(response.headers().firstValue("content-type").orElse("")).startsWith(TEXT);
    }
    Map<String, String> app = Map.of("name", "a", "format", "xml");
    assertThat(ingest(app, new byte[1], TEXT).statusCode()).isEqualTo(415);
    assertThat(ingest(Map.of("name", "a"), new byte[2 << 20], TEXT).statusCode()).isEqualTo(413);
    assertThat(rig.send("GET", path(app), new byte[0], TEXT).statusCode()).isEqualTo(405);
    HttpResponse<String> json =
        rig.send("POST", path(app), new byte[1], TEXT, "Accept", "application/json");
    assertThat(json.body()).startsWith("{\"code\":\"unimplemented\"");
    rig.assertAlive();
  }

  @Test
  void badFormsAreRefused() {
    Map<String, String> query = Map.of("name", "app");
    String type = "multipart/form-data; boundary=x";
    String head = "--x\r\nContent-Disposition: form-data; name=\"profile\"\r\n\r\n";
    for (String bad :
        List.of(
            "",
            "--x",
            "--x--",
            "--x\r\n\r\n",
            head,
            head + "\r\n--x--\r\n",
            head + "abc\r\n--x--\r\n",
            "--x\r\nContent-Disposition: form-data\r\n\r\n\r\n--x--",
            head.replace("profile", "other") + "\r\n--x--\r\n",
            head.replace("profile", "prev_profile") + "\r\n--x--\r\n",
            head + "\r\n" + head.replace("profile", "sample_type_config") + "[]\r\n--x--",
            head.repeat(40))) {
      HttpResponse<String> response = ingest(query, bad.getBytes(UTF_8), type);
      assertThat(response.statusCode()).as(bad + response.body()).isEqualTo(400);
    }
    assertThat(ingest(query, new byte[9], "multipart/form-data").statusCode()).isEqualTo(400);
    rig.assertAlive();
  }

  @Test
  void transientAnswersSayWhenToTryAgain() {
    rig.sink.answer(
        ConsumeResult.all(1, Outcome.TRANSIENT, Reason.NO_QUORUM, "no quorum", Duration.ZERO));
    HttpResponse<String> response = folded("app", "groups", "a;b 1\n");
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("retry-after")).contains("1");
    assertThat(response.body()).contains("no quorum");
  }
}
