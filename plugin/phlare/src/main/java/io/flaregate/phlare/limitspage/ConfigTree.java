package io.flaregate.phlare.limitspage;

import io.flaregate.spi.config.Durations;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A configuration record as maps, lists, texts, numbers and booleans, under its users' keys. */
final class ConfigTree {
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private ConfigTree() {}

  /** The keys and values of a record, in its order; what is absent is left out. */
  static Map<String, Object> of(Record config) {
    Map<String, Object> tree = new LinkedHashMap<>();
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      Object value = plain(read(config, component));
      if (value != null) {
        tree.put(
            WORD_START.matcher(component.getName()).replaceAll("_").toLowerCase(Locale.ROOT),
            value);
      }
    }
    return tree;
  }

  private static @Nullable Object read(Record config, RecordComponent component) {
    try {
      return component.getAccessor().invoke(config);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  private static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Record nested) {
      return of(nested);
    }
    if (value instanceof Duration duration) {
      return Durations.format(duration);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(ConfigTree::plain).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> sorted = new TreeMap<>();
      map.forEach((key, each) -> sorted.put(String.valueOf(key), plain(each)));
      return sorted;
    }
    return value;
  }
}
