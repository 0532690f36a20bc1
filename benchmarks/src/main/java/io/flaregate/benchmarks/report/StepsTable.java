package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;
import static io.flaregate.benchmarks.report.Table.times;

/** Single steps, each beside the usual way and the floor. */
final class StepsTable {
  private final Table table =
      new Table("step", "on", "product", "naive", "floor", "naive / product", "product / floor");
  private final Results results;

  StepsTable(Results results) {
    this.results = results;
    add("decode", "DecodeBenchmark", "decode", "file", "µs");
    add("merge", "MergeBenchmark", "merge", "file", "µs");
    add("encode", "EncodeBenchmark", "encode", "file", "µs");
    add("compress", "CompressionBenchmark", "gzip", "file", "µs");
    add("ring lookup", "RingBenchmark", "lookup", "members", "ns");
    row("token", "TokenBenchmark", "token", "ns", "10 labels");
  }

  private void add(String step, String benchmark, String method, String param, String unit) {
    for (String value : results.values(benchmark, param)) {
      String on = param.equals("members") ? value + " members" : value;
      row(step, benchmark, method, unit, on, param, value);
    }
  }

  private void row(
      String step, String benchmark, String method, String unit, String on, String... params) {
    table.row(
        step,
        on,
        number(results.median(benchmark, method, params)) + " " + unit,
        number(results.median(benchmark, "naive", params)) + " " + unit,
        number(results.median(benchmark, "floor", params)) + " " + unit,
        times(results.ratio(benchmark, "naive", method, params)),
        number(results.ratio(benchmark, method, "floor", params)));
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
