package io.flaregate.gateway.config;

import io.flaregate.spi.config.ConfigProblem;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; the message lists every problem, one a line. */
public final class InvalidConfigException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  public InvalidConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** Everything that is wrong or questionable, in the order of the file. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
