package io.flaregate.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.it.badinput.Door.Port;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every row of the list of bad inputs through every door that it applies to, all to one gateway of
 * 256 MiB: the status, the body, whether to try again, what is counted, and a sound request after.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputTest {
  /** What caches of a gateway that was busy may keep beyond what they had when it was new. */
  private static final long HEAP_SLACK = 48L << 20;

  private GatewayRig rig;
  private long heapBefore;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException, InterruptedException {
    rig = GatewayRig.start(directory, "-XX:TieredStopAtLevel=1");
    for (Door door : Door.values()) {
      assertThat(rig.sender().send(Row.sound(door)).isStored()).as(door.name()).isTrue();
    }
    heapBefore = rig.process().heapAfterCollection();
  }

  @AfterAll
  void isAsItWas() throws IOException, InterruptedException {
    try (GatewayRig closed = rig) {
      assertThat(closed.process().isAlive()).isTrue();
      assertThat(closed.process().heapAfterCollection()).isLessThan(heapBefore + HEAP_SLACK);
      assertThat(closed.process().output().lines())
          .noneMatch(line -> line.contains("ERROR") || line.matches("\\s+at .*"));
    }
  }

  @TestFactory
  Stream<DynamicTest> rows() {
    return Table.rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row)));
  }

  @TestFactory
  Stream<DynamicTest> corpus() {
    return CorpusRows.rows(false).stream()
        .map(row -> DynamicTest.dynamicTest(row.toString(), () -> check(row)));
  }

  @TestFactory
  Stream<DynamicTest> corpusByRule() {
    return CorpusRows.rows(true).stream()
        .map(row -> DynamicTest.dynamicTest(row.toString(), () -> checkEither(row)));
  }

  /** Some left: stored with a word; none left: refused. */
  private void checkEither(Row row) throws IOException, InterruptedException {
    for (Shot shot : row.shots().get()) {
      List<String> stored = Probe.problems(rig, row, shot);
      if (!stored.isEmpty()) {
        assertThat(Probe.problems(rig, CorpusRows.otherwise(row), shot)).isEmpty();
      }
    }
  }

  /** The beginning of a PROXY protocol, which no door speaks, is no request. */
  @ParameterizedTest
  @EnumSource(Port.class)
  void proxyProtocolIsRefused(Port port) throws IOException {
    String request =
        "POST /v1development/profiles HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    String first = "PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n";
    String second = "\r\n\r\n\0\r\nQUIT\n!\21\0\f".concat("x".repeat(12));
    for (String head : List.of(first, second)) {
      assertThat(RawSocket.exchange(rig.sender().port(port), head + request))
          .doesNotContain(" 200 ");
    }
    assertThat(rig.sender().send(Row.sound(Door.OTLP_HTTP)).isStored()).isTrue();
  }

  private void check(Row row) throws IOException, InterruptedException {
    List<String> problems = new ArrayList<>();
    for (Shot shot : row.shots().get()) {
      problems.addAll(Probe.problems(rig, row, shot));
    }
    assertThat(problems).isEmpty();
  }
}
