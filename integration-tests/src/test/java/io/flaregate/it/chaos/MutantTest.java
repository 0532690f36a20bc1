package io.flaregate.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker finds what it is there for: gateways that are broken on purpose lose profiles. */
final class MutantTest {
  @TempDir private Path directory;

  @Test
  void gatewayThatAcknowledgesBeforeQuorumIsCaught() throws Exception {
    Options options = Options.of(directory, 1).withTimes(1, 3);
    Path home = Mutant.ACKS_BEFORE_QUORUM.make(options.home(), directory);
    Consumer<String> out = System.out::println;
    try (Runner runner = new Runner(options.withHome(home), out)) {
      Result result = runner.run(Fault.F2, 1);
      assertThat(result.checked().lost()).isNotEmpty();
      assertThat(result.isGood()).isFalse();
    }
  }
}
