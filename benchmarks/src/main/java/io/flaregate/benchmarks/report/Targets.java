package io.flaregate.benchmarks.report;

import static io.flaregate.benchmarks.report.Table.number;

/** What was to be reached, and what was. */
final class Targets {
  private final Table table = new Table("figure", "to reach", "measured", "reached");

  void atMost(String figure, double limit, double measured) {
    row(figure, "≤ " + number(limit), measured, measured <= limit);
  }

  void atLeast(String figure, double limit, double measured) {
    row(figure, "≥ " + number(limit), measured, measured >= limit);
  }

  /** Something that is told beside. */
  void told(String figure, String measured) {
    table.row(figure, "", measured, "");
  }

  private void row(String figure, String limit, double measured, boolean isReached) {
    table.row(figure, limit, number(measured), isReached ? "yes" : "**no**");
  }

  @Override
  public String toString() {
    return table.toString();
  }
}
