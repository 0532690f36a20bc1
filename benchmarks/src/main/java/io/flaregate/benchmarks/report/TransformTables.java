package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;
import static io.flaregate.benchmarks.report.Table.times;

import io.flaregate.benchmarks.TransformBenchmark;
import java.util.ArrayList;
import java.util.List;

/** OTLP in, pprofs out: what each file costs, and the means over the files. */
final class TransformTables {
  private static final String BENCHMARK = "TransformBenchmark";

  /** What is measured of a file. */
  private record Row(
      String file,
      int bytes,
      double micros,
      Ratios inPlace,
      Ratios copied,
      double allocated,
      double splitAllocated,
      double naiveAllocated,
      double naiveGzip,
      double gzipAllocated,
      long gzipBytes,
      long naiveGzipBytes) {

    double gzipSize() {
      return (double) gzipBytes / naiveGzipBytes;
    }
  }

  /** What a way takes in proportion to others, and the naive one in proportion to it. */
  private record Ratios(double overParse, double splitOverParse, double overFloor, double naive) {

    static Ratios of(Results results, String file, String whole, String split) {
      return new Ratios(
          results.ratio(BENCHMARK, whole, "parse", "file", file),
          results.ratio(BENCHMARK, split, "parse", "file", file),
          results.ratio(BENCHMARK, whole, "floor", "file", file),
          results.ratio(BENCHMARK, "naive", whole, "file", file));
    }
  }

  private final List<Row> rows = new ArrayList<>();

  TransformTables(Results results) throws Exception {
    for (String file : results.values(BENCHMARK, "file")) {
      rows.add(row(results, file));
    }
  }

  private static Row row(Results results, String file) throws Exception {
    TransformBenchmark body = new TransformBenchmark();
    body.file = file;
    body.read();
    try {
      int bytes = body.inputBytes();
      return new Row(
          file,
          bytes,
          results.median(BENCHMARK, "transform", "file", file),
          Ratios.of(results, file, "transform", "transformSplit"),
          Ratios.of(results, file, "transformCopied", "transformSplitCopied"),
          results.bytes(BENCHMARK, "transformCopied", "file", file) / bytes,
          results.bytes(BENCHMARK, "transformSplitCopied", "file", file) / bytes,
          results.bytes(BENCHMARK, "naive", "file", file) / bytes,
          results.ratio(BENCHMARK, "naiveGzip", "transformGzip", "file", file),
          results.bytes(BENCHMARK, "transformGzip", "file", file) / bytes,
          body.transformGzip(),
          body.naiveGzip());
    } finally {
      body.close();
    }
  }

  String perFile() {
    Table table =
        new Table(
            "file",
            "bytes",
            "transform µs",
            "MB/s",
            "transform / parse",
            "copied",
            "split / parse",
            "copied",
            "transform / floor",
            "naive / transform",
            "copied: B/op per input byte",
            "the same, split",
            "naive B/op per input byte");
    for (Row row : rows) {
      table.row(
          row.file(),
          number(row.bytes()),
          number(row.micros()),
          number(row.bytes() / row.micros()),
          number(row.inPlace().overParse()),
          number(row.copied().overParse()),
          number(row.inPlace().splitOverParse()),
          number(row.copied().splitOverParse()),
          number(row.inPlace().overFloor()),
          times(row.inPlace().naive()),
          number(row.allocated()),
          number(row.splitAllocated()),
          number(row.naiveAllocated()));
    }
    return table.toString();
  }

  String gzipPerFile() {
    Table table =
        new Table(
            "file",
            "naive with gzip / transform with gzip",
            "size / naive size",
            "B/op per input byte");
    for (Row row : rows) {
      table.row(
          row.file(), times(row.naiveGzip()), number(row.gzipSize()), number(row.gzipAllocated()));
    }
    return table.toString();
  }

  void targets(Targets targets) {
    targets(targets, "", rows.stream().map(Row::inPlace).toList());
    targets(targets, "pprofs copied: ", rows.stream().map(Row::copied).toList());
    List<Double> allocated = rows.stream().map(Row::allocated).toList();
    List<Double> gzipAllocated = rows.stream().map(Row::gzipAllocated).toList();
    List<Double> splitAllocated = rows.stream().map(Row::splitAllocated).toList();
    targets.atMost(
        "whole path, compressed: allocated bytes per input byte, geometric mean",
        3,
        Stats.geometricMean(gzipAllocated));
    targets.atMost(
        "whole path, compressed: allocated bytes per input byte, worst file",
        4,
        Stats.max(gzipAllocated));
    targets.told(
        "pprofs copied: allocated bytes per input byte, geometric mean; worst file",
        number(Stats.geometricMean(allocated)) + "; " + number(Stats.max(allocated)));
    targets.told(
        "the same with split, geometric mean; worst file",
        number(Stats.geometricMean(splitAllocated)) + "; " + number(Stats.max(splitAllocated)));
    targets.atLeast(
        "with gzip: naive / transform, geometric mean",
        8,
        Stats.geometricMean(rows.stream().map(Row::naiveGzip).toList()));
    targets.atMost("with gzip: output / naive output, all files together", 1.15, gzipSizeOfAll());
    targets.told(
        "with gzip: output / naive output, worst file",
        number(Stats.max(rows.stream().map(Row::gzipSize).toList())));
  }

  private static void targets(Targets targets, String how, List<Ratios> ratios) {
    List<Double> overParse = ratios.stream().map(Ratios::overParse).toList();
    targets.atMost(how + "transform / parse, geometric mean", 1.0, Stats.geometricMean(overParse));
    targets.atMost(how + "transform / parse, worst file", 1.7, Stats.max(overParse));
    targets.atMost(
        how + "transform with split / parse, geometric mean",
        1.3,
        Stats.geometricMean(ratios.stream().map(Ratios::splitOverParse).toList()));
    targets.atMost(
        how + "transform / floor, geometric mean",
        3,
        Stats.geometricMean(ratios.stream().map(Ratios::overFloor).toList()));
    targets.atLeast(
        how + "naive / transform, geometric mean",
        6,
        Stats.geometricMean(ratios.stream().map(Ratios::naive).toList()));
  }

  private double gzipSizeOfAll() {
    long ours = rows.stream().mapToLong(Row::gzipBytes).sum();
    return (double) ours / rows.stream().mapToLong(Row::naiveGzipBytes).sum();
  }
}
