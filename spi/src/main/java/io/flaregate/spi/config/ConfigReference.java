package io.flaregate.spi.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists every key of a configuration, in the order of the records. */
public final class ConfigReference {
  private static final String ANY = "*";

  private final List<ConfigKey> keys = new ArrayList<>();

  private ConfigReference() {}

  /** The keys of a record and of all records in it. */
  public static List<ConfigKey> of(Record defaults) {
    ConfigReference reference = new ConfigReference();
    reference.addRecord(defaults, "");
    return List.copyOf(reference.keys);
  }

  private void addRecord(Record defaults, String path) {
    RecordShape.of(defaults.getClass())
        .parts()
        .forEach(
            (key, part) -> add(part, part.type(), part.of(defaults), ProblemList.path(path, key)));
  }

  private void add(RecordShape.Part part, Type type, @Nullable Object value, String path) {
    Class<? extends Record> nested = record(type);
    if (nested != null) {
      Record start = value == null ? RecordShape.defaults(nested) : nested.cast(value);
      addRecord(start, path);
      return;
    }
    keys.add(new ConfigKey(path, words(type), text(value), part.description()));
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      Class<? extends Record> item = record(arguments[arguments.length - 1]);
      if (item != null) {
        addRecord(RecordShape.defaults(item), ProblemList.path(path, ANY));
      }
    }
  }

  private static @Nullable Class<? extends Record> record(Type type) {
    return type instanceof Class<?> simple && simple.isRecord() && simple != Secret.class
        ? simple.asSubclass(Record.class)
        : null;
  }

  private static String words(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type[] arguments = generic.getActualTypeArguments();
      String items = record(arguments[arguments.length - 1]) != null ? "" : " of " + plain(generic);
      return (generic.getRawType() == List.class ? "list" : "map") + items;
    }
    return type instanceof Class<?> simple && ScalarReader.reads(simple)
        ? ScalarReader.expected(simple)
        : "anything";
  }

  private static String plain(ParameterizedType generic) {
    Type[] arguments = generic.getActualTypeArguments();
    return words(arguments[arguments.length - 1]);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Duration duration) {
      return Durations.format(duration);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Collection<?> items) {
      return items.stream().map(ConfigReference::text).toList().toString();
    }
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "{}";
    }
    return value == null ? "" : value.toString();
  }
}
