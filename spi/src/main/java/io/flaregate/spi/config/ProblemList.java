package io.flaregate.spi.config;

import io.flaregate.spi.config.ConfigProblem.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects problems while a configuration is read. Not thread-safe. */
public final class ProblemList {
  /** What stands between the keys of a path. */
  public static final String SEPARATOR = "::";

  private final List<ConfigProblem> problems = new ArrayList<>();

  /** The path of a key below another path. */
  public static String path(String parent, String key) {
    if (parent.isEmpty() || key.isEmpty()) {
      return parent + key;
    }
    return parent + SEPARATOR + key;
  }

  /** Adds an error. */
  public void error(String path, Position position, String message) {
    problems.add(new ConfigProblem(path, position, Severity.ERROR, message));
  }

  /** Adds a warning. */
  public void warning(String path, Position position, String message) {
    problems.add(new ConfigProblem(path, position, Severity.WARNING, message));
  }

  /** Adds problems that were collected elsewhere. */
  public void addAll(Collection<ConfigProblem> others) {
    problems.addAll(others);
  }

  /** Whether anything keeps the configuration from being used. */
  public boolean hasErrors() {
    return problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR);
  }

  /** Whether there is an error at a path, at a key below it or at one that it stands below. */
  boolean hasErrorAround(String path) {
    return problems.stream()
        .filter(problem -> problem.severity() == Severity.ERROR)
        .anyMatch(
            problem ->
                (problem.path() + SEPARATOR).startsWith(path + SEPARATOR)
                    || (path + SEPARATOR).startsWith(problem.path() + SEPARATOR));
  }

  /** All problems so far, in the order in which they were found. */
  public List<ConfigProblem> all() {
    return List.copyOf(problems);
  }
}
