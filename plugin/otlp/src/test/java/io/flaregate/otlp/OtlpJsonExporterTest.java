package io.flaregate.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ProfilesSink;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The exporter over HTTP with {@code encoding: json}. */
class OtlpJsonExporterTest extends ExporterHarness {
  private static final long MANY_BYTES = 1L << 30;

  @Test
  void everyRealFileArrivesAsItWasGiven() throws Exception {
    Rig rig = open(new Rig(OtlpCorpusTest::roomy));
    Exporter exporter =
        exporter(
            Rig.Protocol.HTTP, rig, Map.of("encoding", "json", "max_inflight_bytes", MANY_BYTES));
    for (CorpusFile file : Corpus.configured().files("otlp")) {
      Profiles profiles = decode(file.body());
      ProfilesSink sink = rig.freshSink();
      ConsumeResult result = Await.result(exporter.consume(profiles, context("t")));
      assertThat(result).as(file.name()).isEqualTo(ConsumeResult.stored(profiles.size()));
      Profiles arrived = sink.onlyRequest().profiles();
      boolean same = ColumnsText.of(arrived).equals(ColumnsText.of(profiles));
      assertThat(same).as(file.name()).isTrue();
    }
    assertNothingHeld();
  }

  @Test
  void answersAreReadInTheirOwnForm() throws Exception {
    AtomicReference<HttpResponse> next = new AtomicReference<>();
    int port = httpServer(next::get);
    Exporter exporter =
        exporter(Rig.Protocol.HTTP, port, Map.of("encoding", "json", "retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(3).toByteArray());

    next.set(json(200, "{}"));
    assertThat(consume(exporter, profiles)).isEqualTo(ConsumeResult.stored(3));

    String partial =
        "{\"partialSuccess\":{\"rejectedProfiles\":\"2\",\"errorMessage\":\"old\"},\"x\":1}";
    next.set(json(200, partial));
    ConsumeResult some = consume(exporter, profiles);
    assertThat(some.count(Outcome.STORED)).isEqualTo(3);
    assertThat(some.details().get(0).message()).contains("rejected 2 of the profiles: old");
    assertThat(settings.meter().total("flaregate_exporter_partially_rejected_profiles_total"))
        .isEqualTo(2);

    next.set(
        HttpResponse.of(
            HttpStatus.OK,
            MediaType.parse("application/x-protobuf"),
            HttpData.wrap(new byte[] {0x0a, 0x02, 0x08, 0x03})));
    assertThat(consume(exporter, profiles).count(Outcome.REJECTED)).isEqualTo(3);

    next.set(json(200, "[]"));
    assertThat(consume(exporter, profiles).details().get(0).message())
        .contains("no ExportProfilesServiceResponse");
  }

  @Test
  void statusesInJsonAreRead() throws Exception {
    AtomicReference<HttpResponse> next = new AtomicReference<>();
    int port = httpServer(next::get);
    Exporter exporter =
        exporter(Rig.Protocol.HTTP, port, Map.of("encoding", "json", "retry_on_failure", off()));
    Profiles profiles = decode(Requests.of(1).toByteArray());

    String retry = "{\"@type\":\"type.googleapis.com/google.rpc.RetryInfo\",\"retryDelay\":\"9s\"}";
    next.set(json(429, "{\"code\":8,\"message\":\"slow down\",\"details\":[" + retry + "]}"));
    ConsumeResult limited = consume(exporter, profiles);
    assertThat(limited.outcome(0)).isEqualTo(Outcome.LIMITED);
    assertThat(limited.retryDelay()).isEqualTo(Duration.ofSeconds(9));
    assertThat(limited.details().get(0).message()).endsWith("answered HTTP 429: slow down");

    next.set(json(400, "{\"message\":\"no\",\"details\":[{\"@type\":\"type.example/unknown\"}]}"));
    ConsumeResult unknown = consume(exporter, profiles);
    assertThat(unknown.outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(unknown.details().get(0).message()).contains("{\"message\":\"no\"");
  }

  /** Its JSON is larger than what may be under way, its protobuf is not. */
  @Test
  void aRequestThatIsTooLargeAsJsonIsRefusedForGoodUnlessCompressed() throws Exception {
    Rig rig = open(new Rig());
    Profiles profiles = decode(Requests.of(4000).toByteArray());
    Map<String, Object> keys = Map.of("encoding", "json", "max_inflight_bytes", 1 << 20);
    Exporter plain = exporter(Rig.Protocol.HTTP, rig, with(keys, "none"));
    ConsumeResult result = Await.result(plain.consume(profiles, context("t")));
    assertThat(result.outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.REQUEST_TOO_LARGE);
    assertThat(result.details().get(0).message()).contains("max_inflight_bytes: 1048576");
    assertNothingHeld();
    Exporter gzip = exporter(Rig.Protocol.HTTP, rig, with(keys, "gzip"));
    assertThat(Await.result(gzip.consume(profiles, context("t"))))
        .isEqualTo(ConsumeResult.stored(4000));
    assertNothingHeld();
  }

  private static Map<String, Object> with(Map<String, Object> keys, String compression) {
    Map<String, Object> all = new java.util.HashMap<>(keys);
    all.put("compression", compression);
    return all;
  }

  private static HttpResponse json(int status, String body) {
    return HttpResponse.of(
        HttpStatus.valueOf(status), MediaType.JSON_UTF_8, HttpData.wrap(body.getBytes(UTF_8)));
  }

  private static ConsumeResult consume(Exporter exporter, Profiles profiles) {
    return Await.result(exporter.consume(profiles, context("t")));
  }
}
