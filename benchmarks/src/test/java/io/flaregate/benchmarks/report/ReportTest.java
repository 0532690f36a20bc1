package io.flaregate.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

final class ReportTest {
  @TempDir Path folder;

  private Path document(String text) throws IOException {
    return Files.writeString(folder.resolve("benchmarks.md"), text);
  }

  @Test
  void writesTablesBetweenTheMarkersAndThePlot() throws Exception {
    FakeRun.writeAll(folder);
    Path document = document("before\n" + Document.BEGIN + "\nold\n" + Document.END + "\nafter\n");
    Path plot = folder.resolve("growth.svg");
    Report.write(folder, document, plot);
    String text = Files.readString(document);
    assertThat(text)
        .startsWith("before\n" + Document.BEGIN)
        .endsWith(Document.END + "\nafter\n")
        .doesNotContain("old")
        .contains("Measured on a made-up machine.")
        .contains("| transform / parse, geometric mean | ≤ 1.00 | 0.80 | yes |")
        .contains("| transform with split / parse, geometric mean | ≤ 1.30 | 2.00 | **no** |")
        .contains("| naive / transform, geometric mean | ≥ 6.00 | 7.00 | yes |")
        .contains("| pprofs copied: transform / parse, geometric mean | ≤ 1.00 | 0.88 | yes |")
        .contains("| pprofs copied: transform / floor, geometric mean | ≤ 3.00 | 2.75 | yes |")
        .contains("| growth, slope on logarithmic axes, a stacktrace a sample | ≤ 1.10 | 1.00 |")
        .contains("| two threads / one, least of the files | ≥ 1.70 | 1.90 | yes |")
        .contains("| go-small-shop-cpu.otlp.pb | 10,000 | 19,000 | 1.90 | 1.97 |")
        .contains("| colliding hashes / random input | ≤ 2.00 | 1.00 | yes |")
        .contains("| go-small-shop-cpu.otlp.pb | 58,822 | 100 |")
        .contains("| decode | go-small-shop-cpu.otlp.pb | 10.0 µs | 40.0 µs | 5.00 µs |");
    Element svg =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(Files.readString(plot))))
            .getDocumentElement();
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2);
    assertThat(svg.getElementsByTagName("circle").getLength()).isEqualTo(6);
    assertThat(svg.getTextContent()).contains("samples in the request", "slope 1.00", "10 ms");
  }

  @Test
  void aDocumentWithoutAPlaceForResultsIsLeftAlone() throws Exception {
    FakeRun.writeAll(folder);
    Path document = document("no markers");
    assertThatThrownBy(() -> Report.write(folder, document, folder.resolve("growth.svg")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("has no place for results");
    assertThat(document).hasContent("no markers");
  }

  @Test
  void theProjectsDocumentHasAPlaceForResults() throws Exception {
    assertThat(Files.readString(Path.of("..", "docs", "benchmarks.md")))
        .contains(Document.BEGIN, Document.END);
  }

  @Test
  void aResultThatIsMissingIsNamed() throws Exception {
    new FakeRun().add("PushBenchmark", "push", 1, "file", "a").write(folder.resolve("x.1.json"));
    Results results = Results.read(folder, "x");
    assertThat(results.median("PushBenchmark", "push", "file", "a")).isEqualTo(1);
    assertThat(results.bytes("PushBenchmark", "push", "file", "a")).isEqualTo(1000);
    assertThatThrownBy(() -> results.of("PushBenchmark", "parse", "file", "a"))
        .hasMessage("no result of PushBenchmark.parse with file a");
  }

  @Test
  void ofSeveralPassesTheBestCounts() throws Exception {
    double[] medians = {5, 3};
    for (int pass = 1; pass <= Runs.PASSES; pass++) {
      double median = medians[pass - 1];
      new FakeRun()
          .add("PushBenchmark", "push", median, "file", "a")
          .add("PushBenchmark", "push", 10 * median, "file", "b")
          .write(folder.resolve(Runs.file("times", pass)));
      new FakeRun("thrpt")
          .add("PushBenchmark", "push", median, "file", "a")
          .write(folder.resolve(Runs.file("operations", pass)));
    }
    Results times = Results.read(folder, "times");
    assertThat(times.median("PushBenchmark", "push", "file", "a")).isEqualTo(3);
    assertThat(times.median("PushBenchmark", "push", "file", "b")).isEqualTo(30);
    assertThat(times.values("PushBenchmark", "file")).containsExactly("a", "b");
    Results operations = Results.read(folder, "operations");
    assertThat(operations.median("PushBenchmark", "push", "file", "a")).isEqualTo(5);
  }

  @Test
  void slopesAreThoseOfPowers() {
    List<Double> x = List.of(1.0, 10.0, 100.0);
    assertThat(Stats.slope(x, List.of(3.0, 30.0, 300.0))).isCloseTo(1, within(1e-9));
    assertThat(Stats.slope(x, List.of(1.0, 100.0, 10_000.0))).isCloseTo(2, within(1e-9));
    assertThat(Stats.geometricMean(List.of(1.0, 4.0))).isCloseTo(2, within(1e-9));
  }
}
