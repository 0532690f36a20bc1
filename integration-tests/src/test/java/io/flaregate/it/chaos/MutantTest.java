package io.flaregate.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Optional;
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
    assertCaught(Fault.F2, options.withHome(home));
  }

  @Test
  void gatewayThatDropsHintsIsCaught() throws Exception {
    Options options = Options.of(directory, 1).withTimes(1, 3);
    Optional<String> missing = Needs.missing(Fault.H1, options);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    Path home = Mutant.DROPS_HINTS.make(options.home(), directory);
    assertCaught(Fault.H1, options.withHome(home));
  }

  @Test
  void gatewayThatSkipsFsyncIsCaught() throws Exception {
    Options options = Options.of(directory, 1).withTimes(1, 3).withAck("unsynced");
    Optional<String> missing = Needs.missing(Fault.F22, options);
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    assertCaught(Fault.F22, options);
  }

  private static void assertCaught(Fault fault, Options options) throws Exception {
    Consumer<String> out = System.out::println;
    try (Runner runner = new Runner(options, out)) {
      Result result = runner.run(fault, 1);
      assertThat(result.checked().lost())
          .as("lost of %d acknowledged", result.checked().acknowledged())
          .isNotEmpty();
      assertThat(result.isGood()).isFalse();
    }
  }
}
