package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.pprof.Folded;
import io.flaregate.spi.profiles.Profiles;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SpeedscopeTest {
  private static final String HEAD =
      "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",";
  private static final String FRAMES =
      "\"shared\":{\"frames\":[{\"name\":\"a\"},{\"name\":\"b\",\"line\":3},{\"name\":\"c\"}]}}";
  private static final String SAMPLED =
      "{\"type\":\"sampled\",\"name\":\"one\",\"unit\":\"milliseconds\",\"startValue\":0,"
          + "\"endValue\":4,\"samples\":[[0,1],[0,2],[0,1]],\"weights\":[1,2.5,3]}";
  private static final String EVENTED =
      "{\"type\":\"evented\",\"name\":\"two\",\"unit\":\"microseconds\",\"startValue\":10,"
          + "\"endValue\":40,\"events\":[{\"type\":\"O\",\"at\":10,\"frame\":0},"
          + "{\"type\":\"O\",\"at\":20,\"frame\":1},{\"type\":\"C\",\"at\":25,\"frame\":1},"
          + "{\"type\":\"C\",\"at\":40,\"frame\":0}]}";
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig(Rig.config(1 << 20, 1L << 26, false));
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  private static HttpResponse<String> send(String app, String... profiles) {
    String body = HEAD + "\"profiles\":[" + String.join(",", profiles) + "]," + FRAMES;
    return raw(app, body);
  }

  private static HttpResponse<String> raw(String app, String body) {
    String path = "/ingest?format=speedscope&from=1700000000&name=" + app;
    return rig.send("POST", path, body.getBytes(UTF_8), "application/json");
  }

  @Test
  void aSampledProfileIsWhatTheNameEndsWith() {
    HttpResponse<String> response = send("shop.wall", SAMPLED);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Profiles series = rig.last();
    assertThat(Rig.labels(series, 0))
        .containsEntry("__name__", "wall")
        .containsEntry("service_name", "shop")
        .containsEntry("profile_name", "one");
    assertThat(Rig.totals(series, 0)).isEqualTo(Map.of("wall:nanoseconds", 6_500_000L));
    assertThat(Folded.of(series, 0, 0, 1000)).isEqualTo("a;b 4000000\na;c 2500000\n");
  }

  @Test
  void severalProfilesAreToldApart() {
    HttpResponse<String> response = send("my.shop", SAMPLED, EVENTED);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    Profiles series = rig.last();
    assertThat(series.size()).isEqualTo(2);
    assertThat(Rig.labels(series, 1))
        .containsEntry("service_name", "my.shop")
        .containsEntry("profile_name", "two");
    assertThat(Folded.of(series, 1, 0, 1000)).isEqualTo("a 25000\na;b 5000\n");
  }

  @Test
  void badFilesAreRefused() {
    for (String bad :
        List.of(
            "{\"type\":\"other\"}",
            SAMPLED.replace("[1,2.5,3]", "[1,2]"),
            SAMPLED.replace("2.5", "-1"),
            SAMPLED.replace("[0,2]", "[0,9]"),
            SAMPLED.replace("[0,2]", "[0,-1]"),
            SAMPLED.replace("[0,2]", "0"),
            SAMPLED.replace("milliseconds", "years"),
            EVENTED.replace("\"at\":25", "\"at\":5"),
            EVENTED.replace("\"C\",\"at\":25,\"frame\":1", "\"C\",\"at\":25,\"frame\":0"),
            EVENTED.replace("\"O\"", "\"X\""),
            EVENTED.replace("\"frame\":1", "\"line\":1"))) {
      HttpResponse<String> response = send("shop.cpu", bad);
      assertThat(response.statusCode()).as(bad + response.body()).isEqualTo(400);
      assertThat(response.body()).contains("speedscope");
    }
    for (String bad :
        List.of("", "{}", "[]", HEAD, HEAD + "\"profiles\":1}", "{\"$schema\":[1]}")) {
      assertThat(raw("shop.cpu", bad).statusCode()).as(bad).isEqualTo(400);
    }
    rig.assertAlive();
  }
}
