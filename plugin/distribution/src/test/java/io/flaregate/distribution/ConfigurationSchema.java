package io.flaregate.distribution;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flaregate.gateway.config.ServiceConfig;
import io.flaregate.spi.component.ComponentFactory;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.IgnoredKeys;
import io.flaregate.spi.config.Key;
import io.flaregate.spi.config.Secret;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes a JSON Schema (draft 2020-12) of whole configuration files from the components'
 * configuration records and their defaults, for editors. It says what {@code spi.config} says of
 * types and unknown keys; what only a record's own checks know, {@code flaregate validate} tells.
 */
final class ConfigurationSchema {
  private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
  private static final String DEFINITIONS = "$defs";
  private static final String PROPERTIES = "properties";
  private static final String PATTERN_PROPERTIES = "patternProperties";
  private static final String ADDITIONAL = "additionalProperties";
  private static final String DESCRIPTION = "description";

  private final SchemaValues values = new SchemaValues();
  private final ObjectNode root = object();
  private final ObjectNode definitions = object();
  private final ObjectNode sections = object();

  ConfigurationSchema() {
    root.put("$schema", DIALECT);
    root.put("title", "Flaregate configuration");
    for (ComponentKind kind : ComponentKind.values()) {
      ObjectNode section = sections.putObject(kind.section());
      section.put(DESCRIPTION, "The " + kind.section() + " by their ids: a type, or type/name.");
      section.putArray("type").add("object").add("null");
      section.putObject(PATTERN_PROPERTIES);
      section.put(ADDITIONAL, false);
    }
  }

  /** Adds a component: a definition, and the ids that stand for it. */
  void add(ComponentKind kind, ComponentFactory<?> factory) {
    String name = kind.section() + "." + factory.type();
    definitions.set(name, record(factory.configClass(), factory.defaultConfig()));
    ObjectNode patterns = (ObjectNode) sections.get(kind.section()).get(PATTERN_PROPERTIES);
    patterns
        .putObject("^" + factory.type() + "(/.+)?$")
        .put("$ref", "#/" + DEFINITIONS + "/" + name);
  }

  /** The schema of a file with the components so far. */
  ObjectNode schema() {
    ObjectNode schema = root.deepCopy();
    schema.put("type", "object");
    schema.putArray("required").add("service");
    ObjectNode keys = schema.putObject(PROPERTIES);
    keys.setAll(sections);
    ObjectNode service = record(ServiceConfig.class, ServiceConfig.defaults());
    ObjectNode pipelines = (ObjectNode) service.get(PROPERTIES).get("pipelines");
    pipelines.putObject("propertyNames").put("pattern", "^profiles(/.+)?$");
    keys.set("service", service);
    schema.put(ADDITIONAL, false);
    schema.set(DEFINITIONS, definitions);
    return schema;
  }

  /** An object of a record's keys; nothing at all stands for the defaults. */
  private ObjectNode record(Class<?> type, @Nullable Object defaults) {
    ObjectNode schema = object();
    schema.putArray("type").add("object").add("null");
    ObjectNode keys = schema.putObject(PROPERTIES);
    for (RecordComponent component : type.getRecordComponents()) {
      Object value = defaults == null ? null : read(component, defaults);
      ObjectNode key = any(component.getGenericType(), value);
      Description description = component.getAnnotation(Description.class);
      if (description != null) {
        key.put(DESCRIPTION, description.value());
      }
      keys.set(key(component), key);
    }
    addIgnored(type, schema, keys);
    schema.put(ADDITIONAL, false);
    return schema;
  }

  private static void addIgnored(Class<?> type, ObjectNode schema, ObjectNode keys) {
    for (IgnoredKeys ignored : type.getAnnotationsByType(IgnoredKeys.class)) {
      for (String word : ignored.value()) {
        ObjectNode place =
            word.endsWith("*")
                ? schema
                    .withObjectProperty(PATTERN_PROPERTIES)
                    .putObject("^" + Pattern.quote(word.substring(0, word.length() - 1)))
                : keys.putObject(word);
        place.put(DESCRIPTION, "Has no effect: " + ignored.reason() + ".").put("deprecated", true);
      }
    }
  }

  private ObjectNode any(Type type, @Nullable Object value) {
    if (type instanceof ParameterizedType generic) {
      return collection(generic, value);
    }
    Class<?> plain = (Class<?>) type;
    if (plain == ConfigNode.class) {
      return object();
    }
    if (plain.isRecord() && plain != Secret.class) {
      return record(plain, value == null ? defaults(plain) : value);
    }
    return values.schema(plain, value);
  }

  private ObjectNode collection(ParameterizedType type, @Nullable Object value) {
    Type[] arguments = type.getActualTypeArguments();
    boolean isList = type.getRawType() == List.class;
    ObjectNode schema = object();
    schema.putArray("type").add(isList ? "array" : "object").add("null");
    schema.set(isList ? "items" : ADDITIONAL, any(arguments[arguments.length - 1], null));
    values.addDefault(schema, value);
    return schema;
  }

  private static String key(RecordComponent component) {
    Key named = component.getAnnotation(Key.class);
    return named != null
        ? named.value()
        : component.getName().replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private static @Nullable Object read(RecordComponent component, Object value) {
    component.getAccessor().setAccessible(true);
    return invoke(component.getAccessor(), value);
  }

  private static @Nullable Object defaults(Class<?> type) {
    try {
      Method method = type.getDeclaredMethod("defaults");
      method.setAccessible(true);
      return invoke(method, null);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static @Nullable Object invoke(Method method, @Nullable Object instance) {
    try {
      return method.invoke(instance);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot call " + method, e);
    }
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }
}
