package io.flaregate.distribution;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.config.Key;
import io.flaregate.spi.config.Secret;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of single values. Wherever a value may stand, a text with {@code ${env:NAME}} may stand
 * too, since what it becomes is not known before the gateway starts.
 */
final class SchemaValues {
  /** A text that the environment has a part in. */
  private static final String ENVIRONMENT = "\\$\\{env:";

  private static final String DURATION =
      "^[-+]?(0|(([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h|d|w|y))+)$";

  /** The schema of a value of this type, its default included. */
  ObjectNode schema(Class<?> type, @Nullable Object value) {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    if (type == String.class || type == Secret.class) {
      // A plain 1 or true is a text where a text is expected.
      ArrayNode types = schema.putArray("type").add("string").add("number").add("boolean");
      if (value == null) {
        types.add("null");
      }
    } else {
      ArrayNode ways = schema.putArray("anyOf");
      addWays(ways, type);
      ways.addObject().put("type", "string").put("pattern", ENVIRONMENT);
      if (value == null && !type.isPrimitive()) {
        ways.addObject().put("type", "null");
      }
    }
    addDefault(schema, value);
    return schema;
  }

  private static void addWays(ArrayNode ways, Class<?> type) {
    if (type == Duration.class) {
      ways.addObject().put("type", "string").put("pattern", DURATION);
      ways.addObject().put("const", 0);
    } else if (type == boolean.class || type == Boolean.class) {
      ways.addObject().put("type", "boolean");
    } else if (type == double.class || type == Double.class) {
      ways.addObject().put("type", "number");
    } else if (type == int.class || type == Integer.class) {
      ways.addObject()
          .put("type", "integer")
          .put("minimum", Integer.MIN_VALUE)
          .put("maximum", Integer.MAX_VALUE);
    } else if (type == long.class || type == Long.class) {
      ways.addObject().put("type", "integer");
    } else if (type.isEnum()) {
      ArrayNode words = ways.addObject().putArray("enum");
      for (Object constant : type.getEnumConstants()) {
        words.add(word((Enum<?>) constant));
      }
    } else {
      throw new IllegalArgumentException("a configuration cannot hold a " + type);
    }
  }

  /** Adds a default, unless there is none, or one that depends on the machine or is secret. */
  void addDefault(ObjectNode schema, @Nullable Object value) {
    if (value instanceof Duration duration) {
      schema.put("default", Durations.format(duration));
    } else if (value instanceof Enum<?> constant) {
      schema.put("default", word(constant));
    } else if (value instanceof Boolean flag) {
      schema.put("default", flag);
    } else if (value instanceof Integer || value instanceof Long) {
      schema.put("default", ((Number) value).longValue());
    } else if (value instanceof Double number) {
      schema.put("default", number);
    } else if (value instanceof String text) {
      schema.put("default", text);
    } else if (value instanceof Collection<?> items && items.stream().allMatch(this::isText)) {
      ArrayNode list = schema.putArray("default");
      items.forEach(item -> list.add(String.valueOf(item)));
    } else if (value instanceof Map<?, ?> map && map.isEmpty()) {
      schema.putObject("default");
    }
  }

  private boolean isText(@Nullable Object item) {
    return item instanceof String;
  }

  private static String word(Enum<?> constant) {
    try {
      Key key = constant.getDeclaringClass().getField(constant.name()).getAnnotation(Key.class);
      return key != null ? key.value() : constant.name().toLowerCase(Locale.ROOT);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(constant + " is no constant", e);
    }
  }
}
