package io.flaregate.benchmarks.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** A table of Markdown. */
final class Table {
  private final StringBuilder text = new StringBuilder();

  Table(String... head) {
    row(head);
    List<String> rules = new ArrayList<>(Collections.nCopies(head.length, "---:"));
    rules.set(0, "---");
    row(rules.toArray(String[]::new));
  }

  void row(String... cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /** Three digits that count, as far as there are so many. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "–";
    }
    if (value >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
  }

  static String times(double value) {
    return number(value) + " ×";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
