package io.flaregate.phlare.ringcli;

import io.flaregate.ring.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads labels as people and Pyroscope write them: {@code {__name__="process_cpu",
 * service_name="svc"}}, and selectors of series, which may also say {@code !=}, {@code =~} and
 * {@code !~}. The escapes of Go's quoted strings count, except those for single bytes.
 */
public final class LabelText {
  private static final List<String> OPERATORS = List.of("=~", "!~", "!=", "=");

  private final String what;
  private final String text;
  private int at;

  private LabelText(String what, String text) {
    this.what = what;
    this.text = text;
  }

  /**
   * One condition of a selector.
   *
   * @param name of the label
   * @param operator how it is compared: {@code =}, {@code !=}, {@code =~} or {@code !~}
   * @param value what with, without quotes and escapes
   */
  public record Matcher(String name, String operator, String value) {}

  /**
   * The labels: name, value, name, value, … sorted by the bytes of their names, as a distributor
   * hashes them.
   *
   * @throws IllegalArgumentException if the text is none of labels; the message says where
   */
  static String[] parse(String text) {
    Map<String, String> labels = new TreeMap<>(Utf8Order.COMPARATOR);
    LabelText reader = new LabelText("labels", text.strip());
    reader.matchers(
        List.of("="),
        label -> {
          if (labels.put(label.name, label.value) != null) {
            throw reader.wrong("label " + label.name + " stands twice");
          }
        });
    List<String> pairs = new ArrayList<>();
    labels.forEach(
        (name, value) -> {
          pairs.add(name);
          pairs.add(value);
        });
    return pairs.toArray(String[]::new);
  }

  /**
   * The conditions of a selector, which a series must meet all.
   *
   * @throws IllegalArgumentException if the text is no selector; the message says where
   */
  public static List<Matcher> selector(String text) {
    List<Matcher> matchers = new ArrayList<>();
    new LabelText("selector", text.strip()).matchers(OPERATORS, matchers::add);
    return matchers;
  }

  private void matchers(List<String> operators, Consumer<Matcher> found) {
    expect('{');
    skipSpace();
    while (peek() != '}') {
      String name = name();
      String operator = operator(operators);
      skipSpace();
      found.accept(new Matcher(name, operator, value()));
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
  }

  private String name() {
    if (peek() == '"') {
      String quoted = value();
      skipSpace();
      return quoted;
    }
    int start = at;
    while (at < text.length() && "=!~,{}\"".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    String name = text.substring(start, at).strip();
    if (name.isEmpty()) {
      throw wrong("expected the name of a label");
    }
    return name;
  }

  private String operator(List<String> operators) {
    for (String operator : operators) {
      if (text.startsWith(operator, at)) {
        at += operator.length();
        return operator;
      }
    }
    peek();
    throw wrong("expected " + String.join(" or ", operators));
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
      throw new IllegalArgumentException(what + ", near " + at + ": no character: " + text, e);
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

  private IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(what + ", at " + (at + 1) + ": " + problem + ": " + text);
  }
}
