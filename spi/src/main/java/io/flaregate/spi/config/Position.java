package io.flaregate.spi.config;

import static java.util.Objects.requireNonNull;

/**
 * Where a node stands.
 *
 * @param source the file, or what else it came from
 * @param line from 1; 0 if unknown
 * @param column from 1; 0 if unknown
 */
public record Position(String source, int line, int column) {

  /** Nowhere in particular. */
  public static final Position UNKNOWN = new Position("", 0, 0);

  public Position {
    requireNonNull(source, "source is null");
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
