package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;

import java.util.ArrayList;
import java.util.List;

/** Cost over the number of samples. */
final class Growth {
  private static final String BENCHMARK = "GrowthBenchmark";

  /**
   * A line of the plot.
   *
   * @param name what it is
   * @param samples how many samples each request has
   * @param micros what each of them costs
   */
  record Line(String name, List<Double> samples, List<Double> micros) {
    Line {
      samples = List.copyOf(samples);
      micros = List.copyOf(micros);
    }

    double slope() {
      return Stats.slope(samples, micros);
    }
  }

  private final List<Line> lines = new ArrayList<>();
  private final Table table;

  Growth(Results results) {
    lines.add(line(results, "transform", "1", "a stacktrace a sample"));
    lines.add(line(results, "transform", "10", "ten samples a stacktrace"));
    table =
        new Table(
            "samples",
            "a stacktrace a sample, µs",
            "ns a sample",
            "ten a stacktrace, µs",
            "ns a sample",
            "parse of the first, µs");
    for (String samples : results.values(BENCHMARK, "samples")) {
      double distinct = micros(results, "transform", samples, "1");
      double repeated = micros(results, "transform", samples, "10");
      double count = Double.parseDouble(samples);
      table.row(
          number(count),
          number(distinct),
          number(1000 * distinct / count),
          number(repeated),
          number(1000 * repeated / count),
          number(micros(results, "parse", samples, "1")));
    }
  }

  private static Line line(Results results, String method, String repetition, String name) {
    List<Double> samples = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    for (String each : results.values(BENCHMARK, "samples")) {
      samples.add(Double.parseDouble(each));
      micros.add(micros(results, method, each, repetition));
    }
    return new Line(name, samples, micros);
  }

  private static double micros(Results results, String method, String samples, String repetition) {
    return results.median(BENCHMARK, method, "samples", samples, "repetition", repetition);
  }

  List<Line> lines() {
    return lines;
  }

  void targets(Targets targets) {
    for (Line line : lines) {
      targets.atMost("growth, slope on logarithmic axes, " + line.name(), 1.1, line.slope());
    }
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
