package io.flaregate.profiles.corpus;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A small reader of JSON, so that the corpus needs no library: objects become maps, numbers {@link
 * BigDecimal}; null members of objects are left out.
 */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * Parses a document.
   *
   * @throws IllegalArgumentException if it is not JSON
   */
  static @Nullable Object parse(String text) {
    Json json = new Json(text);
    Object value = json.value();
    json.skipSpace();
    if (json.at != text.length()) {
      throw json.wrong("end");
    }
    return value;
  }

  private @Nullable Object value() {
    skipSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    for (boolean first = true; !closes('}', first); first = false) {
      skipSpace();
      String key = string();
      skipSpace();
      take(':');
      Object value = value();
      if (value != null) {
        members.put(key, value);
      }
    }
    return members;
  }

  private List<@Nullable Object> array() {
    List<@Nullable Object> elements = new ArrayList<>();
    at++;
    for (boolean first = true; !closes(']', first); first = false) {
      elements.add(value());
    }
    return elements;
  }

  private boolean closes(char end, boolean first) {
    skipSpace();
    if (peek() == end) {
      at++;
      return true;
    }
    if (!first) {
      take(',');
    }
    return false;
  }

  private String string() {
    take('"');
    StringBuilder result = new StringBuilder();
    while (peek() != '"') {
      char next = text.charAt(at++);
      result.append(next == '\\' ? escape() : next);
    }
    at++;
    return result.toString();
  }

  private char escape() {
    char kind = peek();
    at++;
    return switch (kind) {
      case 'n' -> '\n';
      case 't' -> '\t';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'u' -> {
        at += 4;
        yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
      }
      default -> kind;
    };
  }

  private BigDecimal number() {
    int start = at;
    while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    if (start == at) {
      throw wrong("a value");
    }
    return new BigDecimal(text.substring(start, at));
  }

  private @Nullable Object word(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw wrong(word);
    }
    at += word.length();
    return value;
  }

  private void take(char expected) {
    if (peek() != expected) {
      throw wrong(String.valueOf(expected));
    }
    at++;
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("more");
    }
    return text.charAt(at);
  }

  private void skipSpace() {
    while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException wrong(String expected) {
    return new IllegalArgumentException("JSON at character " + at + ": expected " + expected);
  }
}
