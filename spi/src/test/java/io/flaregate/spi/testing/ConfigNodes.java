package io.flaregate.spi.testing;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Position;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes configuration nodes of maps, lists and values, as if they had been read from YAML. */
public final class ConfigNodes {
  private ConfigNodes() {}

  /**
   * The node of a value: a Map with String keys, a List, null, or anything else by its text (texts
   * as if quoted, everything else as if plain).
   */
  public static ConfigNode of(@Nullable Object value) {
    if (value instanceof ConfigNode node) {
      return node;
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, ConfigNode.Entry> entries = new LinkedHashMap<>();
      map.forEach(
          (key, each) ->
              entries.put(String.valueOf(key), new ConfigNode.Entry(Position.UNKNOWN, of(each))));
      return new ConfigNode.Mapping(entries, Position.UNKNOWN);
    }
    if (value instanceof List<?> list) {
      return new ConfigNode.Sequence(list.stream().map(ConfigNodes::of).toList(), Position.UNKNOWN);
    }
    String text = value == null ? null : value.toString();
    return new ConfigNode.Scalar(text, !(value instanceof String), Position.UNKNOWN);
  }

  /** A map that says nothing. */
  public static ConfigNode empty() {
    return of(Map.of());
  }

  /**
   * Whether a value of maps and lists holds a key of a path, in which {@code *} stands for any item
   * or key.
   */
  public static boolean has(@Nullable Object value, List<String> path) {
    if (path.isEmpty()) {
      return true;
    }
    String key = path.get(0);
    List<String> rest = path.subList(1, path.size());
    if (value instanceof Map<?, ?> map) {
      return key.equals("*")
          ? map.values().stream().anyMatch(each -> has(each, rest))
          : map.containsKey(key) && has(map.get(key), rest);
    }
    return value instanceof List<?> list
        && key.equals("*")
        && list.stream().anyMatch(each -> has(each, rest));
  }
}
