package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;

import java.util.ArrayList;
import java.util.List;

/** What two threads do together, as a multiple of what one does. */
final class Threads {
  private static final String BENCHMARK = "TransformBenchmark";

  private final Table table =
      new Table("file", "one thread, op/s", "two threads, op/s", "ratio", "ratio of the floor");
  private final List<Double> ratios = new ArrayList<>();

  Threads(Results results) {
    for (String file : results.values(BENCHMARK, "file")) {
      double ratio = ratio(results, "transform", file);
      ratios.add(ratio);
      table.row(
          file,
          perSecond(results, 1, file),
          perSecond(results, 2, file),
          number(ratio),
          number(ratio(results, "floor", file)));
    }
  }

  private static double ratio(Results results, String method, String file) {
    String two = ThreadTurns.name(method, 2);
    return results.ratio(BENCHMARK, two, ThreadTurns.name(method, 1), "file", file);
  }

  private static String perSecond(Results results, int threads, String file) {
    String method = ThreadTurns.name("transform", threads);
    return number(1e6 * results.median(BENCHMARK, method, "file", file));
  }

  void targets(Targets targets) {
    targets.atLeast("two threads / one, least of the files", 1.7, Stats.min(ratios));
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
