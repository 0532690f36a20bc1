package io.flaregate.it.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The core faults, once each and shortened; {@code flaregate-chaos} makes longer and more runs. The
 * seed stands in the name of each test and in {@code -Dflaregate.chaos.seed}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ChaosCoreTest {
  private static final long SEED = Long.getLong("flaregate.chaos.seed", 1);
  private static final int RATE = 100;
  private static final int BATCH = 4;

  /** Those that want the same rig stand together, so that it is started once. */
  private static final List<Fault> FAULTS =
      List.of(
          Fault.F1, Fault.F2, Fault.F3, Fault.F4, Fault.F5, Fault.F9, Fault.F10, Fault.F11,
          Fault.F12, Fault.F32, Fault.F20, Fault.F21, Fault.F13, Fault.F16, Fault.F17, Fault.F18,
          Fault.F26, Fault.F22, Fault.F23, Fault.F24);

  private static final Map<Fault, Integer> RUNS = new EnumMap<>(Map.of(Fault.F20, 3, Fault.F21, 3));
  private static final Map<Fault, Duration> LENGTHS =
      new EnumMap<>(Map.of(Fault.F3, Duration.ofSeconds(15), Fault.F4, Duration.ofSeconds(8)));

  @TempDir private static Path directory;
  private Runner runner;

  @BeforeAll
  void open() {
    runner = new Runner(options(), System.out::println);
  }

  @AfterAll
  void close() throws Exception {
    runner.close();
    Tmpfs.unmount(options());
  }

  private static Options options() {
    return Options.of(directory, SEED).withLoad(RATE, BATCH).withTimes(2, 4);
  }

  @TestFactory
  List<DynamicTest> nothingAcknowledgedIsLost() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Fault fault : FAULTS) {
      IntStream.range(0, RUNS.getOrDefault(fault, 1))
          .forEach(
              number -> {
                long seed = SEED + number;
                tests.add(
                    DynamicTest.dynamicTest(
                        fault + " seed " + seed + ": " + fault.words(), () -> run(fault, seed)));
              });
    }
    return tests;
  }

  private void run(Fault fault, long seed) throws Exception {
    Optional<String> missing = Needs.missing(fault, options());
    assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
    Duration length = LENGTHS.getOrDefault(fault, options().fault());
    Result result = runner.run(fault, seed, length);
    if (fault != Fault.F23) {
      // F23 damages records: its own expectation is that these are lost, and no other.
      Losses.assertNone(fault.name() + " seed " + seed, result.checked().lost());
    }
    assertThat(result.checked().acknowledged()).as("acknowledged").isPositive();
    assertThat(result.failed()).as("%s", result.notes()).isEmpty();
  }
}
