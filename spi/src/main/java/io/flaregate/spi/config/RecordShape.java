package io.flaregate.spi.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a record and how to make one. A record that breaks the conventions of this package is
 * a bug of the component: an {@link IllegalArgumentException}.
 */
final class RecordShape {
  private static final Pattern WORD_START = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

  private final Class<? extends Record> type;
  private final Map<String, Part> parts = new LinkedHashMap<>();
  private final Constructor<? extends Record> constructor;

  private RecordShape(Class<? extends Record> type) {
    this.type = type;
    RecordComponent[] components = type.getRecordComponents();
    for (RecordComponent component : components) {
      Method accessor = component.getAccessor();
      accessor.setAccessible(true);
      String key = key(component);
      if (parts.put(key, new Part(component.getGenericType(), accessor, description(component)))
          != null) {
        throw new IllegalArgumentException(type.getName() + " has the key " + key + " twice");
      }
    }
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type.getName() + " has no canonical constructor", e);
    }
  }

  /** The type of a component, how to read it and what it means. */
  record Part(Type type, Method accessor, String description) {
    @Nullable Object of(Record instance) {
      return invoke(accessor, instance);
    }
  }

  static RecordShape of(Class<? extends Record> type) {
    return new RecordShape(type);
  }

  /** The parts by their keys, in the order of the record. */
  Map<String, Part> parts() {
    return parts;
  }

  private static String key(RecordComponent component) {
    Key named = component.getAnnotation(Key.class);
    return named != null ? named.value() : snakeCase(component.getName());
  }

  private static String description(RecordComponent component) {
    Description description = component.getAnnotation(Description.class);
    return description == null ? "" : description.value();
  }

  static String snakeCase(String name) {
    return WORD_START.matcher(name).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  /**
   * Makes a record.
   *
   * @throws IllegalArgumentException with the record's own words if it refuses the values
   */
  Record create(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(String.valueOf(cause.getMessage()), cause);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(type.getName() + " cannot be made", e);
    }
  }

  /** What the record's static method {@code defaults()} answers. */
  static Record defaults(Class<? extends Record> type) {
    try {
      Method method = type.getDeclaredMethod("defaults");
      method.setAccessible(true);
      Object defaults = invoke(method, null);
      if (type.isInstance(defaults)) {
        return type.cast(defaults);
      }
      throw new IllegalArgumentException(type.getName() + ".defaults() makes no such record");
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException(type.getName() + " has no static defaults()", e);
    }
  }

  private static @Nullable Object invoke(Method method, @Nullable Object instance) {
    try {
      return method.invoke(instance);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(method + " fails", e);
    }
  }
}
