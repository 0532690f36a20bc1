package io.flaregate.phlare.limitspage;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.flaregate.phlare.limitspage.LimitsView.Limit;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes trees of maps, lists and values as JSON. */
final class LimitsJson {
  private static final JsonFactory JSON = new JsonFactory();

  private LimitsJson() {}

  /** The values of limits by their keys. */
  static Map<String, Object> values(Map<String, Limit> limits) {
    Map<String, Object> values = new LinkedHashMap<>();
    limits.forEach((key, limit) -> values.put(key, limit.value()));
    return values;
  }

  /** The origins of limits by their keys. */
  static Map<String, Object> origins(Map<String, Limit> limits) {
    Map<String, Object> origins = new LinkedHashMap<>();
    limits.forEach((key, limit) -> origins.put(key, limit.origin().word()));
    return origins;
  }

  /** A tree as a document. */
  static String write(Map<String, ?> tree) {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      write(json, tree);
    } catch (IOException e) {
      throw new UncheckedIOException("no file, no network, yet writing fails", e);
    }
    return out.append('\n').toString();
  }

  private static void write(JsonGenerator json, @Nullable Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(String.valueOf(entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Collection<?> items) {
      json.writeStartArray();
      for (Object item : items) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Integer || value instanceof Long) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double number) {
      // 4 rather than 4.0, as a user writes it.
      if (number == Math.rint(number)) {
        json.writeNumber(number.longValue());
      } else {
        json.writeNumber(number);
      }
    } else if (value == null) {
      json.writeNull();
    } else {
      json.writeString(value.toString());
    }
  }

  /** A value in one line. */
  static String text(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put(String.valueOf(key), each));
      return write(copy).strip();
    }
    if (value instanceof Collection<?>) {
      String wrapped = write(Map.of("", value)).strip();
      return wrapped.substring("{\"\":".length(), wrapped.length() - 1);
    }
    return value instanceof Double number && number == Math.rint(number)
        ? Long.toString(number.longValue())
        : value.toString();
  }
}
