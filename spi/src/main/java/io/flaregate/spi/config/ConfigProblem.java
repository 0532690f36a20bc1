package io.flaregate.spi.config;

import static java.util.Objects.requireNonNull;

/**
 * Something wrong with a configuration.
 *
 * @param path where, such as {@code receivers::otlp::protocols::grpc::endpoint}
 * @param position where in the file
 * @param severity whether it keeps the host from starting
 * @param message what is wrong and what was expected, for a person; without the path
 */
public record ConfigProblem(String path, Position position, Severity severity, String message) {

  /** How bad a problem is. */
  public enum Severity {
    /** The host does not start. */
    ERROR,
    /** The host starts, and says so. */
    WARNING
  }

  public ConfigProblem {
    requireNonNull(path, "path is null");
    requireNonNull(position, "position is null");
    requireNonNull(severity, "severity is null");
    requireNonNull(message, "message is null");
  }

  @Override
  public String toString() {
    String where = position.line() == 0 ? "" : position + ": ";
    return where + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
