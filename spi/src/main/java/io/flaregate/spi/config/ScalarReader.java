package io.flaregate.spi.config;

import io.flaregate.spi.config.ConfigNode.Scalar;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the text of a scalar as a value of a type; what it throws is made for the user. */
final class ScalarReader {
  private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{1,30}");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]{1,15}");
  private static final Pattern OCTAL = Pattern.compile("0o[0-7]{1,20}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]{1,30}|[0-9]{1,30}(\\.[0-9]{0,30})?)([eE][-+]?[0-9]{1,3})?");

  private ScalarReader() {}

  /** Whether values of a type are read here. */
  static boolean reads(Class<?> type) {
    return type.isPrimitive()
        || type == String.class
        || type == Secret.class
        || type == Duration.class
        || type == Boolean.class
        || type == Integer.class
        || type == Long.class
        || type == Double.class
        || type.isEnum();
  }

  /** What a value of a type is called. */
  static String expected(Class<?> type) {
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == Duration.class) {
      return "a duration such as 5s or 1m30s";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (isWhole(type)) {
      return "a whole number";
    }
    return type.isEnum() ? "one of " + String.join(", ", constants(type).keySet()) : "a text";
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it is no such value; the message says what was expected
   */
  static Object read(Class<?> type, String text, Scalar scalar) {
    if (type == String.class) {
      return text;
    }
    if (type == Secret.class) {
      return new Secret(text);
    }
    if (type == Duration.class) {
      return duration(text, scalar);
    }
    if (type.isEnum()) {
      return constant(type, text, scalar);
    }
    if (!scalar.plain()) {
      throw wrong(type, scalar, " (remove the quotes)");
    }
    if (type == boolean.class || type == Boolean.class) {
      return bool(text, scalar);
    }
    if (type == double.class || type == Double.class) {
      return number(text, scalar);
    }
    if (isWhole(type)) {
      return whole(type, text, scalar);
    }
    throw new UnsupportedOperationException("a configuration cannot hold a " + type.getName());
  }

  private static boolean isWhole(Class<?> type) {
    return type == int.class || type == Integer.class || type == long.class || type == Long.class;
  }

  private static IllegalArgumentException wrong(Class<?> type, Scalar scalar, String hint) {
    return new IllegalArgumentException(
        "expected " + expected(type) + ", found " + Found.words(scalar) + hint);
  }

  private static Boolean bool(String text, Scalar scalar) {
    return switch (text) {
      case "true", "True", "TRUE" -> true;
      case "false", "False", "FALSE" -> false;
      default -> throw wrong(boolean.class, scalar, "");
    };
  }

  private static Double number(String text, Scalar scalar) {
    if (!NUMBER.matcher(text).matches()) {
      throw wrong(double.class, scalar, "");
    }
    double number = Double.parseDouble(text);
    if (Double.isInfinite(number)) {
      throw wrong(double.class, scalar, " (too large)");
    }
    return number;
  }

  private static Object whole(Class<?> type, String text, Scalar scalar) {
    boolean isInt = type == int.class || type == Integer.class;
    long min = isInt ? Integer.MIN_VALUE : Long.MIN_VALUE;
    long max = isInt ? Integer.MAX_VALUE : Long.MAX_VALUE;
    try {
      long value = parse(text);
      if (value >= min && value <= max) {
        return isInt ? (Object) (int) value : (Object) value;
      }
    } catch (NumberFormatException e) {
      if (!DECIMAL.matcher(text).matches()) {
        throw wrong(type, scalar, "");
      }
    }
    throw new IllegalArgumentException(
        "expected a whole number from " + min + " to " + max + ", found " + Found.words(scalar));
  }

  private static long parse(String text) {
    if (HEX.matcher(text).matches()) {
      return Long.parseLong(text.substring(2), 16);
    }
    if (OCTAL.matcher(text).matches()) {
      return Long.parseLong(text.substring(2), 8);
    }
    if (!DECIMAL.matcher(text).matches()) {
      throw new NumberFormatException("not a whole number");
    }
    return Long.parseLong(text);
  }

  private static Duration duration(String text, Scalar scalar) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException e) {
      boolean bare = NUMBER.matcher(text).matches();
      throw wrong(
          Duration.class, scalar, bare ? " (a unit is missing: ns, us, ms, s, m or h)" : "");
    }
  }

  private static Object constant(Class<?> type, String text, Scalar scalar) {
    Map<String, Object> constants = constants(type);
    Object constant = constants.get(text);
    if (constant == null) {
      Optional<String> nearest = Suggestions.nearest(text, constants.keySet());
      throw wrong(
          type, scalar, nearest.map(word -> " (did you mean \"" + word + "\"?)").orElse(""));
    }
    return constant;
  }

  private static Map<String, Object> constants(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    for (Object each : type.getEnumConstants()) {
      constants.put(key(type, (Enum<?>) each), each);
    }
    return constants;
  }

  private static String key(Class<?> type, Enum<?> constant) {
    try {
      Key key = type.getField(constant.name()).getAnnotation(Key.class);
      return key != null ? key.value() : constant.name().toLowerCase(Locale.ROOT);
    } catch (NoSuchFieldException e) {
      throw new IllegalArgumentException(constant + " is no constant of " + type, e);
    }
  }
}
