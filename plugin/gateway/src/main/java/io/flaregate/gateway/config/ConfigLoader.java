package io.flaregate.gateway.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.spi.config.ConfigProblem.Severity;
import io.flaregate.spi.config.Position;
import io.flaregate.spi.config.ProblemList;
import io.flaregate.transport.yaml.ConfigSource;
import io.flaregate.transport.yaml.SyntaxException;
import io.flaregate.transport.yaml.YamlReader;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** Reads a configuration and collects everything that is wrong with it. Used once. */
public final class ConfigLoader {
  private final ProblemList problems = new ProblemList();
  private final Redactor redactor = new Redactor();
  private final Environment environment;
  private final List<String> overrides;

  /**
   * @param environment where {@code ${env:NAME}} looks
   * @param overrides values over those of the file, {@code path=value} each
   */
  public ConfigLoader(Environment environment, List<String> overrides) {
    this.environment = requireNonNull(environment, "environment is null");
    this.overrides = List.copyOf(overrides);
  }

  /**
   * Reads a file.
   *
   * @throws InvalidConfigException if it cannot be read at all
   */
  public GatewayConfig load(Path file) throws InvalidConfigException {
    try {
      return load(ConfigSource.read(file));
    } catch (SyntaxException e) {
      throw unreadable(e);
    }
  }

  /**
   * Reads a text. What it returns is of use only if {@link #check} finds nothing.
   *
   * @throws InvalidConfigException if it is no YAML
   */
  public GatewayConfig load(ConfigSource source) throws InvalidConfigException {
    try {
      ConfigNode root = YamlReader.read(source, problems);
      for (String override : overrides) {
        root = Overrides.apply(root, override, problems);
      }
      ConfigNode expanded = new EnvExpander(environment, problems, redactor).expand(root, "");
      return new Sections(problems).read(expanded);
    } catch (SyntaxException e) {
      throw unreadable(e);
    }
  }

  private InvalidConfigException unreadable(SyntaxException e) {
    problems.error("", e.position(), String.valueOf(e.getMessage()));
    return new InvalidConfigException(problems());
  }

  /** Where what is found later is added. */
  public ProblemList found() {
    return problems;
  }

  /** All problems so far in the order of the file, values from the environment hidden. */
  public List<ConfigProblem> problems() {
    Comparator<Position> inFile =
        Comparator.comparing((Position position) -> position.line() == 0)
            .thenComparing(Position::source)
            .thenComparingInt(Position::line)
            .thenComparingInt(Position::column);
    return problems.all().stream()
        .map(redactor::redact)
        .sorted(Comparator.comparing(ConfigProblem::position, inFile))
        .toList();
  }

  /**
   * Returns the warnings.
   *
   * @throws InvalidConfigException with all problems if one of them is an error
   */
  public List<ConfigProblem> check() throws InvalidConfigException {
    List<ConfigProblem> all = problems();
    if (all.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
      throw new InvalidConfigException(all);
    }
    return all;
  }
}
