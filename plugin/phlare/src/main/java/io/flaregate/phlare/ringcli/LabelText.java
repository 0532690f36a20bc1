package io.flaregate.phlare.ringcli;

import io.flaregate.ring.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads labels as people and Pyroscope write them: {@code {__name__="process_cpu",
 * service_name="svc"}}. The escapes of Go's quoted strings count, except those for single bytes.
 */
final class LabelText {
  private final String text;
  private int at;

  private LabelText(String text) {
    this.text = text;
  }

  /**
   * The labels: name, value, name, value, … sorted by the bytes of their names, as a distributor
   * hashes them.
   *
   * @throws IllegalArgumentException if the text is none of labels; the message says where
   */
  static String[] parse(String text) {
    Map<String, String> labels = new LabelText(text.strip()).labels();
    List<String> pairs = new ArrayList<>();
    labels.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(value);
        });
    return pairs.toArray(String[]::new);
  }

  private Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>(Utf8Order.COMPARATOR);
    expect('{');
    skipSpace();
    while (peek() != '}') {
      String name = name();
      expect('=');
      skipSpace();
      if (labels.put(name, value()) != null) {
        throw wrong("label " + name + " stands twice");
      }
      skipSpace();
      if (peek() == ',') {
        at++;
        skipSpace();
      } else if (peek() != '}') {
        throw wrong("expected , or }");
      }
    }
    at++;
    if (at < text.length()) {
      throw wrong("expected nothing after }");
    }
    return labels;
  }

  private String name() {
    int start = at;
    while (at < text.length() && "=,{}\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(start, at).strip();
    if (name.isEmpty()) {
      throw wrong("expected the name of a label");
    }
    return name;
  }

  private String value() {
    expect('"');
    StringBuilder value = new StringBuilder();
    while (peek() != '"') {
      char c = text.charAt(at++);
      value.append(c == '\\' ? escape() : String.valueOf(c));
    }
    at++;
    return value.toString();
  }

  private String escape() {
    char kind = peek();
    at++;
    int named = "abtnvfr".indexOf(kind);
    if (named >= 0) {
      return String.valueOf((char) (7 + named));
    }
    return switch (kind) {
      case '"', '\\' -> String.valueOf(kind);
      case 'u' -> codePoint(4);
      case 'U' -> codePoint(8);
      default -> throw wrong("unknown escape \\" + kind);
    };
  }

  private String codePoint(int digits) {
    try {
      int from = at;
      at += digits;
      return Character.toString(Integer.parseInt(text.substring(from, at), 16));
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IllegalArgumentException("labels, near " + at + ": no character: " + text, e);
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw wrong("the text ends too early");
    }
    return text.charAt(at);
  }

  private void expect(char wanted) {
    if (peek() != wanted) {
      throw wrong("expected " + wanted);
    }
    at++;
  }

  private void skipSpace() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("labels, at " + (at + 1) + ": " + what + ": " + text);
  }
}
