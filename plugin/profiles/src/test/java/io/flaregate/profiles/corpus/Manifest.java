package io.flaregate.profiles.corpus;

import java.math.BigDecimal;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What the manifest says of a file.
 *
 * @param fields all of it
 */
public record Manifest(Map<String, Object> fields) {
  public Manifest {
    fields = Map.copyOf(fields);
  }

  /** A figure, such as {@code samples}, if the manifest has it. */
  public OptionalLong figure(String field) {
    return fields.get(field) instanceof BigDecimal number
        ? OptionalLong.of(number.longValueExact())
        : OptionalLong.empty();
  }
}
