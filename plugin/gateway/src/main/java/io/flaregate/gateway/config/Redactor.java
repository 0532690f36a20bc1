package io.flaregate.gateway.config;

import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.Position;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps values that came from the environment, which may be secrets, out of messages: in their
 * place stands what the user wrote, such as {@code ${env:PASSWORD}}.
 */
final class Redactor {
  /** Shorter values are hidden only where they stand: they would hide parts of other words. */
  private static final int MIN_EVERYWHERE = 4;

  /** As much of a value as messages show. */
  private static final int MAX_SHOWN = 80;

  private final List<Substitution> substitutions = new ArrayList<>();

  private record Substitution(String value, String written, Position position) {}

  /** How many values are kept out. */
  int size() {
    return substitutions.size();
  }

  /** Keeps a value out, or a whole text with values in it, which messages may show in part. */
  void add(String value, String written, Position position) {
    if (!value.isEmpty()) {
      substitutions.add(new Substitution(value, written, position));
      substitutions.sort(
          Comparator.comparingInt((Substitution each) -> each.value().length()).reversed());
    }
  }

  ConfigProblem redact(ConfigProblem problem) {
    String message = problem.message();
    for (Substitution each : substitutions) {
      boolean here = each.position().equals(problem.position());
      if (here || each.value().length() >= MIN_EVERYWHERE) {
        message = message.replace(each.value(), each.written());
        message = message.replace(shown(each.value()), each.written());
      }
    }
    return new ConfigProblem(problem.path(), problem.position(), problem.severity(), message);
  }

  /** A value as messages of the binder quote it: cut, without control characters. */
  private static String shown(String value) {
    StringBuilder shown = new StringBuilder();
    for (int i = 0; i < value.length() && i < MAX_SHOWN; i++) {
      char c = value.charAt(i);
      shown.append(Character.isISOControl(c) ? '\uFFFD' : c);
    }
    return shown.toString();
  }
}
