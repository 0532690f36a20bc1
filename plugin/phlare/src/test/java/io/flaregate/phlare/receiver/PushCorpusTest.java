package io.flaregate.phlare.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.fixture.SoundPprof;
import io.flaregate.spi.profiles.Profiles;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every push of the corpus over the wire, through the processor, with the verdicts it names. */
class PushCorpusTest {
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig();
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  static Stream<CorpusFile> pushes() {
    return Corpus.configured().files("push").stream();
  }

  @ParameterizedTest
  @MethodSource("pushes")
  void aRealPushIsStoredWithItsLabels(CorpusFile file) {
    HttpResponse<String> response = rig.push(file.bytes(), Rig.PROTO);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    Profiles series = rig.last();
    for (int row = 0; row < series.size(); row++) {
      assertThat(Rig.labels(series, row))
          .containsKeys("__name__", "service_name")
          .doesNotContainKey("__otel__");
    }
  }

  static Stream<CorpusFile> pprofs() {
    return Corpus.configured().files("pprof").stream();
  }

  @ParameterizedTest
  @MethodSource("pprofs")
  void aRealPprofIsStored(CorpusFile file) {
    HttpResponse<String> response = rig.push(push(file.bytes()), Rig.PROTO);
    boolean isBroken =
        !SoundPprof.isSound(file.body()) || file.name().matches(".*no-addr-no-line.*");
    assertThat(response.statusCode()).as(response.body()).isIn(200, isBroken ? 400 : 200);
  }

  static Stream<BadCase> bad() {
    Corpus corpus = Corpus.configured();
    return Stream.concat(corpus.badCases("push").stream(), corpus.badCases("pprof").stream());
  }

  @ParameterizedTest
  @MethodSource("bad")
  void aBadPushIsAnsweredAndTheNextOnePasses(BadCase each) {
    int before = rig.sink.received().size();
    byte[] body = each.kind().equals("push") ? each.bytes() : push(each.bytes());
    HttpResponse<String> response = rig.push(body, Rig.PROTO);
    String answer = response.statusCode() + " " + response.body();
    switch (each.outcome()) {
      case "stored", "stored_with_message" ->
          assertThat(response.statusCode()).as(answer).isEqualTo(200);
      case "by_rule" -> assertThat(response.statusCode()).as(answer).isIn(200, 400);
      case "partial" -> {
        assertThat(response.statusCode()).as(answer).isEqualTo(400);
        assertThat(response.body()).contains("profile 1:", "malformed_profile");
        assertThat(rig.sink.received()).hasSize(before + 1);
      }
      case "rejected" -> {
        assertThat(response.statusCode()).as(answer).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"invalid_argument\"");
        assertThat(List.of(each.rule().split(" or ")))
            .as(answer)
            .anyMatch(rule -> response.body().contains(rule));
        assertThat(rig.sink.received()).hasSize(before);
      }
      case "undecodable" -> {
        assertThat(response.statusCode()).as(answer).isEqualTo(400);
        assertThat(response.body()).contains("\"code\":\"invalid_argument\"");
      }
      default -> throw new AssertionError("no such outcome: " + each.outcome());
    }
    rig.assertAlive();
  }

  private static byte[] push(byte[] pprof) {
    Map<String, String> labels = Map.of("__name__", "process_cpu", "service_name", "shop");
    return Pushes.request(List.of(Pushes.series(labels, List.of(pprof))));
  }
}
