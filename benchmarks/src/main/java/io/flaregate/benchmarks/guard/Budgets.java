package io.flaregate.benchmarks.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.benchmarks.guard.Figure.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The committed figures, one a line: kind, name, file, value. Lines that start with {@code #} are
 * comments.
 */
final class Budgets {
  private static final List<String> HEAD =
      List.of(
          "# What the hot path may cost: bytes per operation, and times over baselines of the same run.",
          "# Written by: java -cp benchmarks/target/benchmarks.jar io.flaregate.benchmarks.guard.Guard"
              + " --write-budgets",
          "# How to move one on purpose: docs/benchmarks.md.");

  private final NavigableMap<Figure, Double> values;

  Budgets(NavigableMap<Figure, Double> values) {
    this.values = Collections.unmodifiableNavigableMap(new TreeMap<>(values));
  }

  NavigableMap<Figure, Double> values() {
    return values;
  }

  /**
   * Reads budgets.
   *
   * @throws IllegalArgumentException if a line is none, or a figure stands twice
   */
  static Budgets read(Path file) throws IOException {
    NavigableMap<Figure, Double> values = new TreeMap<>();
    int number = 0;
    for (String line : Files.readAllLines(file, UTF_8)) {
      number++;
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String where = file + ", line " + number + ": ";
      String[] words = line.trim().split(" +", -1);
      if (words.length != 4) {
        throw new IllegalArgumentException(
            where + words.length + " words, expected kind, name, file and value: " + line);
      }
      Figure figure = new Figure(kind(words[0], where), words[1], words[2]);
      if (values.put(figure, value(words[3], where)) != null) {
        throw new IllegalArgumentException(where + "the figure stands twice: " + line);
      }
    }
    return new Budgets(values);
  }

  private static Kind kind(String word, String where) {
    for (Kind kind : Kind.values()) {
      if (name(kind).equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException(where + "kind is " + word + ", expected bytes or ratio");
  }

  private static double value(String word, String where) {
    try {
      double value = Double.parseDouble(word);
      if (value > 0 && value < Double.POSITIVE_INFINITY) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, as other values that are none.
    }
    throw new IllegalArgumentException(where + "value is " + word + ", expected a number above 0");
  }

  /** Writes budgets in place of those of the file. */
  void write(Path file) throws IOException {
    StringBuilder text = new StringBuilder();
    HEAD.forEach(line -> text.append(line).append('\n'));
    values.forEach(
        (figure, value) ->
            text.append(name(figure.kind()))
                .append(' ')
                .append(figure.name())
                .append(' ')
                .append(figure.file())
                .append(' ')
                .append(format(figure.kind(), value))
                .append('\n'));
    Files.writeString(file, text, UTF_8);
  }

  private static String name(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  static String format(Kind kind, double value) {
    return kind == Kind.BYTES
        ? Long.toString(Math.round(value))
        : String.format(Locale.ROOT, "%.3f", value);
  }
}
