package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;
import static io.flaregate.benchmarks.report.Table.times;

import io.flaregate.benchmarks.PushBenchmark;
import java.util.ArrayList;
import java.util.List;

/** A pprof in, a pprof out. */
final class PushTable {
  private static final String BENCHMARK = "PushBenchmark";

  private final Table table =
      new Table(
          "file, unpacked",
          "bytes",
          "push µs",
          "push / parse",
          "with processor / parse",
          "push / floor",
          "naive / with processor",
          "B/op per input byte",
          "the same, with processor");
  private final List<Double> overParse = new ArrayList<>();
  private final List<Double> mergedOverParse = new ArrayList<>();

  PushTable(Results results) throws Exception {
    for (String file : results.values(BENCHMARK, "file")) {
      PushBenchmark body = new PushBenchmark();
      body.file = file;
      body.read();
      add(results, file, body.inputBytes());
      body.close();
    }
  }

  private void add(Results results, String file, int bytes) {
    double push = results.ratio(BENCHMARK, "push", "parse", "file", file);
    double merged = results.ratio(BENCHMARK, "pushMerged", "parse", "file", file);
    overParse.add(push);
    mergedOverParse.add(merged);
    table.row(
        file,
        number(bytes),
        number(results.median(BENCHMARK, "push", "file", file)),
        number(push),
        number(merged),
        number(results.ratio(BENCHMARK, "push", "floor", "file", file)),
        times(results.ratio(BENCHMARK, "naive", "pushMerged", "file", file)),
        number(results.bytes(BENCHMARK, "push", "file", file) / bytes),
        number(results.bytes(BENCHMARK, "pushMerged", "file", file) / bytes));
  }

  void targets(Targets targets) {
    targets.atMost("push / parse, geometric mean", 1.0, Stats.geometricMean(overParse));
    targets.told(
        "push with the processor / parse, geometric mean",
        number(Stats.geometricMean(mergedOverParse)));
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
