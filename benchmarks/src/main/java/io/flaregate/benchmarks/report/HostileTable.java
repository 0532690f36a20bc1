package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;

import io.flaregate.benchmarks.synthetic.HostileBody;
import java.util.List;
import java.util.Locale;

/** Bodies that are made to cost much. */
final class HostileTable {
  private static final String BENCHMARK = "HostileBenchmark";
  private static final double MIB = 1 << 20;
  private static final double MAX_MIB = 64;
  private static final double MAX_MILLIS = 100;

  private final Results results;

  HostileTable(Results results) {
    this.results = results;
  }

  private double millis(HostileBody body, String limits) {
    return results.median(BENCHMARK, "transformSplit", "body", body.name(), "limits", limits)
        / 1000;
  }

  private double mebibytes(HostileBody body, String limits) {
    return results.bytes(BENCHMARK, "transformSplit", "body", body.name(), "limits", limits) / MIB;
  }

  void targets(Targets targets) {
    for (HostileBody body :
        List.of(
            HostileBody.EQUAL_SAMPLES,
            HostileBody.EQUAL_SAMPLES_1MB,
            HostileBody.SAMPLE_A_SERIES,
            HostileBody.SAMPLE_A_SPAN)) {
      targets.atMost(
          name(body) + ", default limits: MiB allocated", MAX_MIB, mebibytes(body, "default"));
      targets.atMost(name(body) + ", default limits: ms", MAX_MILLIS, millis(body, "default"));
    }
    targets.atMost(
        "colliding hashes / random input",
        2,
        millis(HostileBody.COLLIDING, "none") / millis(HostileBody.RANDOM, "none"));
  }

  private static String name(HostileBody body) {
    return body.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String toString() {
    Table table =
        new Table("body", "bytes", "ms", "MiB allocated", "ms, no limits", "MiB, no limits");
    for (HostileBody body : HostileBody.values()) {
      table.row(
          name(body),
          number(body.bytes().length),
          number(millis(body, "default")),
          number(mebibytes(body, "default")),
          number(millis(body, "none")),
          number(mebibytes(body, "none")));
    }
    return table.toString();
  }
}
