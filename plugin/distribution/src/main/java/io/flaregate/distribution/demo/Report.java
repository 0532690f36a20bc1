package io.flaregate.distribution.demo;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** The table at the end of the demo. */
final class Report {
  private final PrintStream out;

  Report(PrintStream out) {
    this.out = out;
  }

  /** What the gateway counted, read from its metrics. */
  void gateway(MetricsText metrics, int requests, long profilesIn, long bytesIn, long bytesStored) {
    out.println();
    row("requests sent", requests);
    row("profiles in", profilesIn);
    row("samples in", metrics.sum("pyroscope_distributor_received_samples_sum"));
    row("samples merged away", metrics.sum("flaregate_merged_samples_total"));
    row("series written", metrics.sum("pyroscope_distributor_push_batch_series_sum"));
    row("bytes in (OTLP)", bytesIn);
    row("bytes kept (pprof, all replicas)", bytesStored);
    metrics
        .sumBy("flaregate_replicas_written_total", "ingester")
        .forEach((ingester, count) -> row("replicas written to " + ingester, count));
    metrics
        .sumBy("flaregate_replicas_missed_total", "ingester")
        .forEach((ingester, count) -> row("replicas missed by " + ingester, count));
    row("quorum misses", metrics.sum("flaregate_quorum_failures_total"));
    Map<String, Long> rejected = metrics.sumBy("pyroscope_discarded_samples_total", "reason");
    row("profiles rejected", rejected.values().stream().mapToLong(Long::longValue).sum());
    rejected.forEach((reason, count) -> row("  " + reason, count));
  }

  /** Sums that were sent beside sums that were read back; true if they are equal. */
  boolean totals(SampleTotals sent, ReadBack.Result read) {
    out.println();
    out.printf("%-32s %24s %24s%n", "read back, per sample type", "sent", "read");
    Map<String, Long> expected = sent.byType();
    Map<String, Long> found = read.totals().byType();
    TreeMap<String, Long> types = new TreeMap<>(expected);
    types.putAll(found);
    boolean equal = true;
    for (String type : types.keySet()) {
      long before = expected.getOrDefault(type, 0L);
      long after = found.getOrDefault(type, 0L);
      equal &= before == after;
      out.printf("%-32s %,24d %,24d  %s%n", type, before, after, before == after ? "=" : "DIFFERS");
    }
    out.printf(
        "%nread from %d of 3 ingesters, every profile once: %d profiles; %s%n",
        read.answered(), read.profiles(), equal ? "every total agrees" : "TOTALS DIFFER");
    return equal;
  }

  private void row(String what, long value) {
    out.printf("%-40s %,16d%n", what, value);
  }
}
