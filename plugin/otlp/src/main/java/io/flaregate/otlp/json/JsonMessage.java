package io.flaregate.otlp.json;

import com.fasterxml.jackson.core.io.SerializedString;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A message of the schema: its fields by their names in JSON, and by their numbers. */
final class JsonMessage {
  /** Numbers are below this, so that a {@code long} can hold a bit for each. */
  static final int MAX_NUMBER = 16;

  private final Map<String, JsonField> fields = new HashMap<>();
  private final @Nullable JsonField[] numbered = new JsonField[MAX_NUMBER];

  JsonMessage with(int number, String name, JsonKind kind) {
    return add(new JsonField(new SerializedString(name), number, kind, false, null));
  }

  JsonMessage with(int number, String name, JsonMessage message) {
    return add(new JsonField(new SerializedString(name), number, JsonKind.MESSAGE, false, message));
  }

  JsonMessage list(int number, String name, JsonKind kind) {
    return add(new JsonField(new SerializedString(name), number, kind, true, null));
  }

  JsonMessage list(int number, String name, JsonMessage message) {
    return add(new JsonField(new SerializedString(name), number, JsonKind.MESSAGE, true, message));
  }

  private JsonMessage add(JsonField field) {
    fields.put(field.name().getValue(), field);
    numbered[field.number()] = field;
    return this;
  }

  /** The field of a number; null if there is none. */
  @Nullable JsonField field(int number) {
    return number < MAX_NUMBER ? numbered[number] : null;
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
