package io.flaregate.otlp.json;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of the schema: its fields by their names in JSON. */
final class JsonMessage {
  private final Map<String, JsonField> fields = new HashMap<>();

  JsonMessage with(int number, String name, JsonKind kind) {
    fields.put(name, new JsonField(number, kind, false, null));
    return this;
  }

  JsonMessage with(int number, String name, JsonMessage message) {
    fields.put(name, new JsonField(number, JsonKind.MESSAGE, false, message));
    return this;
  }

  JsonMessage list(int number, String name, JsonKind kind) {
    fields.put(name, new JsonField(number, kind, true, null));
    return this;
  }

  JsonMessage list(int number, String name, JsonMessage message) {
    fields.put(name, new JsonField(number, JsonKind.MESSAGE, true, message));
    return this;
  }

  /** The field of a name; null if there is none. */
  @Nullable JsonField field(String name) {
    return fields.get(name);
  }

  /** All fields by name. */
  Map<String, JsonField> fields() {
    return Map.copyOf(fields);
  }
}
