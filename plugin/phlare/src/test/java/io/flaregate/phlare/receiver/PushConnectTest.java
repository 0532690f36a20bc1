package io.flaregate.phlare.receiver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.flaregate.phlare.receiver.push.PushService;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.pprof.MalformedPprofException;
import io.flaregate.profiles.pprof.PprofDecoder;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PushConnectTest {
  private final Rig rig = new Rig(Rig.config(1 << 20, 1L << 26, true));

  @AfterEach
  void close() {
    rig.close();
  }

  private HttpResponse<String> push(byte[] body, String type, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 0, headers.length);
    all[headers.length] = "X-Scope-OrgID";
    all[headers.length + 1] = "team-a";
    return rig.push(body, type, all);
  }

  @Test
  void aSeriesKeepsItsLabelsItsTypesAndItsTime() {
    assertThat(push(Pushes.one(), Rig.PROTO).statusCode()).isEqualTo(200);
    Profiles series = rig.sink.onlyRequest().profiles();
    assertThat(rig.sink.onlyRequest().context().tenant()).isEqualTo("team-a");
    assertThat(Rig.labels(series, 0)).isEqualTo(Pushes.LABELS);
    assertThat(Rig.totals(series, 0)).isEqualTo(Map.of("cpu:nanoseconds", 7L));
    assertThat(series.rows().durationNanos(0)).isZero();
    rig.assertNothingBooked();
  }

  @Test
  void labelsOfSamplesSplitASeries() throws MalformedPprofException {
    byte[] body = Pushes.series(Pushes.LABELS, List.of(Pushes.labelledPprof()));
    assertThat(push(Pushes.request(List.of(body)), Rig.PROTO).statusCode()).isEqualTo(200);
    Profiles series = rig.sink.onlyRequest().profiles();
    byte[] pprof = Corpus.configured().file("pprof/go-archive-cpu.pb.gz").body();
    Profiles sent = PprofDecoder.strict().decode(pprof).profiles();
    assertThat(series.size()).isGreaterThan(1);
    for (int row = 0; row < series.size(); row++) {
      assertThat(Rig.labels(series, row)).containsAllEntriesOf(Pushes.LABELS);
      assertThat(series.rows().timeUnixNanos(row)).isEqualTo(sent.rows().timeUnixNanos(0));
      assertThat(Rig.totals(series, row)).containsOnlyKeys("cpu:nanoseconds", "samples:count");
    }
  }

  @Test
  void profilesOfSeveralSeriesBecomeRowsOfOneRequest() {
    byte[] cpu = Pushes.series(Pushes.LABELS, List.of(Pushes.pprof(), Pushes.plainPprof()));
    byte[] other =
        Pushes.series(
            Map.of("__name__", "goroutines", "service_name", "x"), List.of(Pushes.pprof()));
    assertThat(push(Pushes.request(List.of(cpu, other)), Rig.PROTO).statusCode()).isEqualTo(200);
    Profiles series = rig.sink.onlyRequest().profiles();
    assertThat(series.size()).isEqualTo(3);
    assertThat(Rig.totals(series, 0))
        .isEqualTo(Rig.totals(series, 1))
        .isEqualTo(Rig.totals(series, 2));
    assertThat(Rig.labels(series, 2)).containsEntry("__name__", "goroutines");
  }

  @Test
  void jsonIsThePushThatProtobufIs() {
    HttpResponse<String> response =
        push(Pushes.json(Pushes.pprof()).getBytes(UTF_8), "application/json; charset=utf-8");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("{}");
    assertThat(Rig.labels(rig.last(), 0)).isEqualTo(Pushes.LABELS);
  }

  @Test
  void badJsonIsRefused() {
    String good = Pushes.json(Pushes.pprof());
    for (String bad :
        List.of(
            "",
            "[]",
            "{\"series\":{}}",
            "{\"series\":[{\"samples\":[{\"rawProfile\":\"*\"}]}]}",
            "{\"series\":[],\"series\":[]}",
            "{\"series\":[{\"labels\":[{\"name\":1}]}]}",
            good + "x",
            "[".repeat(100_000))) {
      HttpResponse<String> response = push(bad.getBytes(UTF_8), Rig.JSON);
      assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
      assertThat(response.body()).contains("\"code\":\"invalid_argument\"");
    }
    rig.assertAlive();
  }

  @Test
  void getIsRefused() {
    HttpResponse<String> response =
        rig.send("GET", PushService.PATH + "?encoding=json&message=%7B%7D", new byte[0], Rig.JSON);
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(response.headers().firstValue("allow")).contains("POST");
    assertThat(response.body()).contains("\"code\":\"unimplemented\"");
  }

  @Test
  void unknownCodecsAndEncodingsAreNamed() {
    HttpResponse<String> codec = push(Pushes.one(), "application/xml");
    assertThat(codec.statusCode()).isEqualTo(415);
    assertThat(codec.headers().firstValue("accept-post")).isPresent();
    HttpResponse<String> encoding = push(Pushes.one(), Rig.PROTO, "Content-Encoding", "br");
    assertThat(encoding.statusCode()).isEqualTo(501);
    assertThat(encoding.body()).contains("\"code\":\"unimplemented\"", "br");
    assertThat(encoding.headers().firstValue("accept-encoding").orElse("")).contains("gzip");
    HttpResponse<String> version = push(Pushes.one(), Rig.PROTO, "Connect-Protocol-Version", "2");
    assertThat(version.statusCode()).isEqualTo(400);
  }

  @Test
  void bodiesAreDecompressed() {
    byte[] body = Pushes.one();
    assertThat(push(Rig.gzip(body), Rig.PROTO, "Content-Encoding", "gzip").statusCode())
        .isEqualTo(200);
    assertThat(push(Zstd.compress(body), Rig.PROTO, "Content-Encoding", "zstd").statusCode())
        .isEqualTo(200);
    assertThat(push(body, Rig.PROTO, "Content-Encoding", "identity").statusCode()).isEqualTo(200);
  }

  @Test
  void bombsAreStoppedAtTheLimit() {
    byte[] bomb = Rig.gzip(new byte[32 << 20]);
    HttpResponse<String> outer = push(bomb, Rig.PROTO, "Content-Encoding", "gzip");
    assertThat(outer.statusCode()).isEqualTo(413);
    assertThat(outer.body()).contains("\"code\":\"resource_exhausted\"", "max_request_body_size");
    assertThat(outer.headers().firstValue("retry-after")).isEmpty();
    byte[] one = Pushes.series(Pushes.LABELS, List.of(bomb));
    assertThat(push(Pushes.request(List.of(one)), Rig.PROTO).body()).contains("profile_size_limit");
    byte[] many =
        Pushes.series(Pushes.LABELS, Collections.nCopies(30, Rig.gzip(new byte[32 << 20])));
    assertThat(
            push(Rig.gzip(Pushes.request(List.of(many))), Rig.PROTO, "Content-Encoding", "gzip")
                .statusCode())
        .isEqualTo(413);
    rig.assertAlive();
  }

  @Test
  void aMissingTenantIsUnauthenticated() {
    HttpResponse<String> response = rig.push(Pushes.one(), Rig.PROTO);
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("\"code\":\"unauthenticated\"");
    assertThat(push(Pushes.one(), Rig.PROTO, "X-Scope-OrgID", "other").statusCode()).isEqualTo(400);
  }

  @Test
  void anEmptyPushIsRefused() {
    HttpResponse<String> response = push(new byte[0], Rig.PROTO);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains("no profiles received");
  }

  @Test
  void theDeadlineOfTheSenderEndsTheWait() {
    rig.sink.answer(new CompletableFuture<ConsumeResult>());
    HttpResponse<String> response = push(Pushes.one(), Rig.PROTO, "Connect-Timeout-Ms", "100");
    assertThat(response.statusCode()).isEqualTo(504);
    assertThat(response.body()).contains("\"code\":\"deadline_exceeded\"");
    for (String bad : List.of("-1", "x", "12345678901", "")) {
      assertThat(push(Pushes.one(), Rig.PROTO, "Connect-Timeout-Ms", bad).statusCode())
          .isEqualTo(400);
    }
  }

  @Test
  void transientAndLimitedAnswersSayWhenToTryAgain() {
    rig.sink.answer(
        ConsumeResult.all(1, Outcome.TRANSIENT, Reason.NO_QUORUM, "no quorum", Duration.ZERO));
    HttpResponse<String> lost = push(Pushes.one(), Rig.PROTO);
    assertThat(lost.statusCode()).isEqualTo(503);
    assertThat(lost.body()).contains("\"code\":\"unavailable\"", "google.rpc.RetryInfo");
    assertThat(lost.headers().firstValue("retry-after")).contains("1");
    rig.sink.answer(
        ConsumeResult.all(
            1, Outcome.LIMITED, Reason.RATE_LIMITED, "limited", Duration.ofSeconds(7)));
    HttpResponse<String> limited = push(Pushes.one(), Rig.PROTO);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.body()).contains("\"code\":\"resource_exhausted\"");
    assertThat(limited.headers().firstValue("retry-after")).contains("7");
  }

  @Test
  void anOtlpSenderThatIsTooOldIsToldWhatToUpgradeTo() {
    HttpResponse<String> old = rig.send("POST", "/v1experimental/profiles", new byte[3], Rig.JSON);
    assertThat(old.statusCode()).isEqualTo(404);
    assertThat(old.body()).contains("upgrade the sender to OTLP v1development");
  }

  @Test
  void otlpIsServedOnTheSamePort() {
    byte[] body = Corpus.configured().file("otlp/ap-itimer.otlp.pb").bytes();
    HttpResponse<String> response =
        rig.send(
            "POST",
            "/v1development/profiles",
            body,
            "application/x-protobuf",
            "X-Scope-OrgID",
            "a");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(Rig.labels(rig.last(), 0)).containsEntry("__otel__", "true");
    assertThat(rig.send("POST", "/nothing", body, Rig.PROTO).statusCode()).isEqualTo(404);
  }
}
