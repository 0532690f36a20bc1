package io.flaregate.benchmarks.naive;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tables of a request, and which of its stacktraces list the same locations. */
final class NaiveDictionary {
  private final ProfilesDictionary tables;
  private final Map<List<Integer>, Integer> stacksByLocations = new HashMap<>();
  private final Map<Integer, Integer> firstEqualStack = new HashMap<>();

  NaiveDictionary(ProfilesDictionary tables) {
    this.tables = tables;
  }

  ProfilesDictionary tables() {
    return tables;
  }

  String text(int index) {
    return index == 0 ? "" : tables.getStringTable(index);
  }

  /** The first stacktrace that has been seen with the same locations. */
  int stack(int index) {
    return firstEqualStack.computeIfAbsent(
        index,
        any ->
            stacksByLocations.computeIfAbsent(
                tables.getStackTable(index).getLocationIndicesList(), locations -> index));
  }

  String key(KeyValue attribute) {
    return attribute.getKey().isEmpty() ? text(attribute.getKeyStrindex()) : attribute.getKey();
  }

  KeyValueAndUnit attribute(int index) {
    return tables.getAttributeTable(index);
  }

  /** A value's text; numbers as text if they may be labels; null for anything else. */
  @Nullable String text(AnyValue value, boolean numbersToo) {
    return switch (value.getValueCase()) {
      case STRING_VALUE -> value.getStringValue();
      case STRING_VALUE_STRINDEX -> text(value.getStringValueStrindex());
      case INT_VALUE -> numbersToo ? Long.toString(value.getIntValue()) : null;
      default -> null;
    };
  }
}
