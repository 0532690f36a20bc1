package io.flaregate.phlare.oracle;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as an OTLP request on the whole path: refused by the documented exception or profile by
 * profile, or what the oracle says. The seeds are the small files of the corpus.
 */
class OtlpFuzzTest {
  private static final int MAX_SEED_BYTES = 4_096;
  private static final WholePath PATH = new WholePath();

  @AfterAll
  static void closePath() {
    PATH.close();
  }

  static Stream<byte[]> seeds() {
    List<byte[]> seeds = new ArrayList<>();
    Stream<CorpusFile> files =
        Stream.concat(
            Corpus.bundled().files("otlp").stream(),
            Corpus.bundled().badCases("otlp").stream().map(BadCase::file));
    files
        .map(Seeds::body)
        .filter(each -> each.length > 0 && each.length <= MAX_SEED_BYTES)
        .forEach(seeds::add);
    return seeds.stream();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreRefusedOrBecomeWhatTheOracleSays(byte[] body) {
    new Soak(PATH, List.of()).taken("fuzzed", body);
  }
}
