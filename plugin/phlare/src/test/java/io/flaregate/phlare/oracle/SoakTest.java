package io.flaregate.phlare.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The whole path against the oracle, many times over. How many times is fixed, so that a failure
 * comes again; with {@code -Dflaregate.soak=PT20M} it goes on for that long, from {@code
 * -Dflaregate.soak.seed} on.
 */
class SoakTest {
  private static final int MAX_FILE_BYTES = 160_000;
  private static final int ROUNDS = 1_500;
  private static final int FILES_A_ROUND = 1;

  private static List<CorpusFile> files() {
    return Corpus.configured().files("otlp").stream()
        .filter(each -> each.bytes().length < MAX_FILE_BYTES)
        .toList();
  }

  @Test
  void everyRequestBecomesWhatTheOracleSays() throws Exception {
    Duration soak = Duration.parse(System.getProperty("flaregate.soak", "PT0S"));
    long first = Long.getLong("flaregate.soak.seed", 10_000);
    long start = System.nanoTime();
    try (WholePath path = new WholePath()) {
      Soak run = new Soak(path, files());
      long round = 0;
      while (round < ROUNDS || System.nanoTime() - start < soak.toNanos()) {
        run.round(first + round);
        for (int i = 0; i < FILES_A_ROUND; i++) {
          run.damagedFile((first + round) * FILES_A_ROUND + i);
        }
        round++;
      }
      System.getLogger(SoakTest.class.getName())
          .log(System.Logger.Level.INFO, "soak: {0} rounds, {1}", round, run);
      assertThat(run.profiles()).isGreaterThan(20_000);
      assertThat(run.comparedAfterDamage()).as(run.toString()).isGreaterThan(500);
    }
  }
}
