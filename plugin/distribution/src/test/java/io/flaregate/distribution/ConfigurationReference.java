package io.flaregate.distribution;

import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Key;
import io.flaregate.spi.config.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the reference of a component's keys from its configuration record and its defaults. */
final class ConfigurationReference {
  private final StringBuilder out = new StringBuilder();

  /** Adds the table of a component. */
  void add(ComponentKind kind, ComponentFactory<?> factory) {
    out.append("\n### `").append(kind.section()).append(".").append(factory.type()).append("`\n\n");
    out.append("| key | default | meaning |\n|---|---|---|\n");
    rows("", factory.configClass(), factory.defaultConfig());
  }

  /** All tables so far, in Markdown. */
  String text() {
    return out.toString();
  }

  private void rows(String prefix, Class<?> type, @Nullable Object value) {
    for (RecordComponent component : type.getRecordComponents()) {
      Key named = component.getAnnotation(Key.class);
      String key = prefix + (named == null ? snake(component.getName()) : named.value());
      Object own = value == null ? null : read(component, value);
      Description description = component.getAnnotation(Description.class);
      String meaning = description == null ? "" : description.value();
      Class<?> element = element(component);
      Class<?> plain = component.getType();
      if (plain.isRecord() && plain != Secret.class) {
        boolean absent = own == null;
        row(key, absent ? "absent" : "", meaning);
        rows(key + ".", plain, absent ? defaults(plain) : own);
      } else if (element != null && element.isRecord() && element != Secret.class) {
        row(key, shown(own), meaning);
        rows(key + "[].", element, defaults(element));
      } else {
        row(key, shown(own), meaning);
      }
    }
  }

  private void row(String key, String value, String meaning) {
    out.append("| `")
        .append(key)
        .append("` | ")
        .append(value.isEmpty() ? "" : "`" + value + "`")
        .append(" | ")
        .append(meaning.replace("|", "\\|"))
        .append(" |\n");
  }

  private static @Nullable Class<?> element(RecordComponent component) {
    if (component.getGenericType() instanceof ParameterizedType type) {
      Type[] arguments = type.getActualTypeArguments();
      return arguments[arguments.length - 1] instanceof Class<?> last ? last : null;
    }
    return null;
  }

  private static @Nullable Object read(RecordComponent component, Object value) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static @Nullable Object defaults(Class<?> type) {
    try {
      return type.getMethod("defaults").invoke(null);
    } catch (NoSuchMethodException e) {
      return null;
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot get the defaults of " + type, e);
    }
  }

  private static String shown(@Nullable Object value) {
    if (value == null || value instanceof ConfigNode) {
      return "";
    }
    if (value instanceof Duration duration) {
      return words(duration);
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Collection<?> items) {
      return items.isEmpty() ? "[]" : List.copyOf(items).toString();
    }
    if (value instanceof Map<?, ?> map) {
      return map.isEmpty() ? "{}" : map.toString();
    }
    String text = value.toString();
    return text.isEmpty() ? "\"\"" : text;
  }

  private static String words(Duration duration) {
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.toMillisPart() != 0) {
      return duration.toMillis() + "ms";
    }
    String text = duration.toString().substring(2).toLowerCase(Locale.ROOT);
    return text.startsWith("t") ? text.substring(1) : text;
  }

  private static String snake(String name) {
    return name.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }
}
