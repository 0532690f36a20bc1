package io.flaregate.spi.config;

import io.flaregate.spi.config.ConfigNode.Entry;
import io.flaregate.spi.config.ConfigNode.Mapping;
import io.flaregate.spi.config.ConfigNode.Scalar;
import io.flaregate.spi.config.ConfigNode.Sequence;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns nodes into values; where a node is wrong it says so and goes on with the default. */
final class NodeReader {
  private final ProblemList problems;

  NodeReader(ProblemList problems) {
    this.problems = problems;
  }

  /** The record that a node makes of its defaults. */
  Record record(Record defaults, ConfigNode node, String path) {
    if (isEmpty(node)) {
      return defaults;
    }
    if (!(node instanceof Mapping mapping)) {
      expected("a map of keys", node, path);
      return defaults;
    }
    RecordShape shape = RecordShape.of(defaults.getClass());
    refuseUnknown(shape, IgnoredWords.of(defaults.getClass()), mapping, path);
    List<@Nullable Object> values = new ArrayList<>();
    shape
        .parts()
        .forEach(
            (key, part) -> {
              Object fallback = part.of(defaults);
              Entry entry = mapping.entries().get(key);
              values.add(
                  entry == null
                      ? fallback
                      : read(part.type(), fallback, entry.value(), ProblemList.path(path, key)));
            });
    try {
      return shape.create(values.toArray());
    } catch (IllegalArgumentException e) {
      problems.error(path, node.position(), String.valueOf(e.getMessage()));
      return defaults;
    }
  }

  private void refuseUnknown(
      RecordShape shape, IgnoredWords ignored, Mapping mapping, String path) {
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (shape.parts().containsKey(key)) {
                return;
              }
              String whole = ProblemList.path(path, key);
              String reason = ignored.reason(key);
              if (reason.isEmpty()) {
                problems.error(
                    whole,
                    entry.keyPosition(),
                    "unknown key" + Suggestions.phrase(key, shape.parts().keySet()));
              } else {
                problems.warning(whole, entry.keyPosition(), "has no effect: " + reason);
              }
            });
  }

  private @Nullable Object read(
      Type type, @Nullable Object fallback, ConfigNode node, String path) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      if (generic.getRawType() == List.class) {
        return list(arguments[0], fallback, node, path);
      }
      if (generic.getRawType() == Map.class && arguments[0] == String.class) {
        return map(arguments[1], fallback, node, path);
      }
    } else if (type == ConfigNode.class) {
      return node;
    } else if (type instanceof Class<?> simple && simple.isRecord() && simple != Secret.class) {
      Class<? extends Record> nested = simple.asSubclass(Record.class);
      Record start = fallback == null ? RecordShape.defaults(nested) : nested.cast(fallback);
      return record(start, node, path);
    } else if (type instanceof Class<?> simple && ScalarReader.reads(simple)) {
      return scalar(simple, fallback, node, path);
    }
    throw new IllegalArgumentException(path + ": a configuration cannot hold a " + type);
  }

  private @Nullable Object scalar(
      Class<?> type, @Nullable Object fallback, ConfigNode node, String path) {
    if (!(node instanceof Scalar scalar)) {
      expected(ScalarReader.expected(type), node, path);
      return fallback;
    }
    String text = scalar.text();
    if (text == null) {
      if (fallback != null || type.isPrimitive()) {
        expected(ScalarReader.expected(type), node, path);
      }
      return fallback;
    }
    try {
      return ScalarReader.read(type, text, scalar);
    } catch (IllegalArgumentException e) {
      problems.error(path, node.position(), String.valueOf(e.getMessage()));
      return fallback;
    }
  }

  private @Nullable Object list(
      Type itemType, @Nullable Object fallback, ConfigNode node, String path) {
    if (isEmpty(node)) {
      return fallback;
    }
    if (!(node instanceof Sequence sequence)) {
      expected("a list", node, path);
      return fallback;
    }
    List<Object> items = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      ConfigNode item = sequence.items().get(i);
      Object value = item(itemType, item, ProblemList.path(path, Integer.toString(i)));
      if (value != null) {
        items.add(value);
      }
    }
    return List.copyOf(items);
  }

  private @Nullable Object map(
      Type valueType, @Nullable Object fallback, ConfigNode node, String path) {
    if (isEmpty(node)) {
      return fallback;
    }
    if (!(node instanceof Mapping mapping)) {
      expected("a map", node, path);
      return fallback;
    }
    Map<String, Object> values = new LinkedHashMap<>();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              Object value = item(valueType, entry.value(), ProblemList.path(path, key));
              if (value != null) {
                values.put(key, value);
              }
            });
    return Collections.unmodifiableMap(values);
  }

  /** An item of a list or map: nothing stands in for one that is wrong, so it is left out. */
  private @Nullable Object item(Type type, ConfigNode node, String path) {
    if (isEmpty(node) && type instanceof Class<?> simple && ScalarReader.reads(simple)) {
      expected(ScalarReader.expected(simple), node, path);
      return null;
    }
    return read(type, null, node, path);
  }

  private static boolean isEmpty(ConfigNode node) {
    return node instanceof Scalar scalar && scalar.text() == null;
  }

  private void expected(String what, ConfigNode node, String path) {
    problems.error(path, node.position(), "expected " + what + ", found " + Found.words(node));
  }
}
