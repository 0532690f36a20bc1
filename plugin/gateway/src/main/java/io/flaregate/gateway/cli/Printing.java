package io.flaregate.gateway.cli;

import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.ConfigProblem.Severity;
import java.io.PrintStream;
import java.util.List;

/** Writes what commands have to say. */
public final class Printing {
  private Printing() {}

  /** Writes problems as compilers do: {@code file:line:column: error: path: message}. */
  public static void problems(List<ConfigProblem> problems, PrintStream out) {
    for (ConfigProblem problem : problems) {
      StringBuilder line = new StringBuilder();
      if (problem.position().line() > 0) {
        line.append(problem.position()).append(": ");
      }
      line.append(problem.severity() == Severity.ERROR ? "error: " : "warning: ");
      if (!problem.path().isEmpty()) {
        line.append(problem.path()).append(": ");
      }
      out.println(line.append(problem.message()));
    }
  }

  /** {@code 1 error}, {@code 2 errors}. */
  public static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  /** Writes rows in columns, each as wide as its widest cell. */
  public static void table(List<List<String>> rows, PrintStream out) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
