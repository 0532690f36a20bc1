package io.flaregate.phlare.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.oracle.WholePath.Output;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.OddEncoder;
import io.flaregate.profiles.oracle.RandomRequests;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** From OTLP bytes to pprof bytes, profile by profile, down to the last field of each location. */
class TransformOracleTest {
  private static final WholePath PATH = new WholePath();

  @AfterAll
  static void closePath() {
    PATH.close();
  }

  static Stream<CorpusFile> files() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void realRequestsBecomeWhatTheOracleSays(CorpusFile file) throws Exception {
    byte[] body = file.body();
    Output output = PATH.run(body);
    assertThat(output.series()).isNotEmpty();
    Comparison.check(file.name(), output, ExportProfilesServiceRequest.parseFrom(body));
  }

  @Test
  void randomRequestsBecomeWhatTheOracleSays() throws Exception {
    for (long seed = 0; seed < 1_000; seed++) {
      check("seed " + seed, RandomRequests.legal(seed));
      check("dangling, seed " + seed, RandomRequests.dangling(seed));
    }
  }

  private static void check(String what, ExportProfilesServiceRequest request) throws Exception {
    Comparison.check(what, PATH.run(request.toByteArray()), request);
  }

  @Test
  void oddlyEncodedRequestsBecomeWhatTheOracleSays() throws Exception {
    for (long seed = 1_000; seed < 1_500; seed++) {
      ExportProfilesServiceRequest request = RandomRequests.dangling(seed);
      byte[] odd = new OddEncoder(new Random(seed), 0.2).encode(request);
      Comparison.check("odd, seed " + seed, PATH.run(odd), request);
    }
  }
}
