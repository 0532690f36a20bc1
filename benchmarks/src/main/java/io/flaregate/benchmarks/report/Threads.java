package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;

import java.util.ArrayList;
import java.util.List;

/** What two threads do together, as a multiple of what one does. */
final class Threads {
  private static final String BENCHMARK = "TransformBenchmark";

  private final Table table = new Table("file", "one thread, op/s", "two threads, op/s", "ratio");
  private final List<Double> ratios = new ArrayList<>();

  Threads(Results one, Results two) {
    for (String file : one.values(BENCHMARK, "file")) {
      double single = one.median(BENCHMARK, "transform", "file", file);
      double both = two.median(BENCHMARK, "transform", "file", file);
      ratios.add(both / single);
      // JMH counts operations per microsecond here.
      table.row(file, number(1e6 * single), number(1e6 * both), number(both / single));
    }
  }

  void targets(Targets targets) {
    targets.atLeast("two threads / one, least of the files", 1.7, Stats.min(ratios));
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
