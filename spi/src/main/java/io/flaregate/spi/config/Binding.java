package io.flaregate.spi.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.ConfigProblem.Severity;
import java.util.List;

/**
 * What came of binding a node to a record.
 *
 * @param value the record; where something was wrong it holds the default, so it is of use only if
 *     {@link #isValid}
 * @param problems everything that is wrong or questionable, in the order in which it was found
 * @param <C> the record
 */
public record Binding<C extends Record>(C value, List<ConfigProblem> problems) {
  public Binding {
    requireNonNull(value, "value is null");
    problems = List.copyOf(problems);
  }

  /** Whether nothing keeps the configuration from being used; there may be warnings. */
  public boolean isValid() {
    return problems.stream().noneMatch(problem -> problem.severity() == Severity.ERROR);
  }
}
