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
import org.junit.jupiter.params.provider.ValueSource;

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

  /** Damage that was found by {@link SoakTest}: seeds of what once became something else. */
  @ParameterizedTest
  @ValueSource(longs = {1_003_998, 1_011_884, 11_011_578, 10_349, 10_582, 11_096})
  void whatOnceFailedBecomesWhatTheOracleSays(long seed) throws Exception {
    Soak soak = new Soak(PATH, files().toList());
    soak.round(seed);
    assertThat(soak.profiles()).isPositive();
  }

  @Test
  void aNameOfFunctionZeroIsNotThatOfLinesWithoutAFunction() throws Exception {
    ExportProfilesServiceRequest.Builder request = ExportProfilesServiceRequest.newBuilder();
    var dictionary = request.getDictionaryBuilder();
    dictionary.addStringTable("").addStringTable("samples").addStringTable("wrong");
    dictionary.addMappingTableBuilder();
    dictionary.addMappingTableBuilder().setFilenameStrindex(1);
    dictionary.addFunctionTableBuilder().setNameStrindex(2).setStartLine(9);
    dictionary.addLocationTableBuilder();
    dictionary.addLocationTableBuilder().setMappingIndex(1).setAddress(32).addLinesBuilder();
    dictionary.addStackTableBuilder();
    dictionary.addStackTableBuilder().addLocationIndices(1);
    var profile =
        request.addResourceProfilesBuilder().addScopeProfilesBuilder().addProfilesBuilder();
    profile.getSampleTypeBuilder().setTypeStrindex(1);
    profile.addSamplesBuilder().setStackIndex(1).addValues(3);
    check("function 0 has a name", request.build());
  }
}
