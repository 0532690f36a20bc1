package io.flaregate.ingester.model;

import static java.util.Objects.requireNonNull;

/**
 * A label of a series.
 *
 * @param name its name
 * @param value its value
 */
public record Label(String name, String value) {
  public Label {
    requireNonNull(name, "name is null");
    requireNonNull(value, "value is null");
  }
}
