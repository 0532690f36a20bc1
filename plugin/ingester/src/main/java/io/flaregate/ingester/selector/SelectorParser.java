package io.flaregate.ingester.selector;

import io.flaregate.ingester.selector.Matcher.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads one selector: {@code {name operator "value", …}}, with or without a comma at the end. Names
 * that are more than letters, digits and underscores stand in double quotes.
 */
final class SelectorParser {
  /** Longest selector, in characters. */
  static final int MAX_LENGTH = 16 * 1024;

  /** Most conditions in one selector. */
  static final int MAX_MATCHERS = 64;

  private final String text;
  private final QuotedText quoted;
  private int at;

  SelectorParser(String text) {
    if (text.length() > MAX_LENGTH) {
      throw new SelectorException(
          "selector is " + text.length() + " characters long (at most " + MAX_LENGTH + ")");
    }
    this.text = text;
    this.quoted = new QuotedText(text);
  }

  Selector parse() {
    expect('{');
    List<Matcher> matchers = new ArrayList<>();
    while (!take('}')) {
      if (!matchers.isEmpty()) {
        expect(',');
        if (take('}')) {
          break;
        }
      }
      matchers.add(matcher());
      if (matchers.size() > MAX_MATCHERS) {
        throw new SelectorException("selector has more than " + MAX_MATCHERS + " conditions");
      }
    }
    skipSpace();
    if (at < text.length()) {
      throw wrong("the end");
    }
    return new Selector(matchers);
  }

  private Matcher matcher() {
    String name = name();
    Operator operator = operator();
    skipSpace();
    return new Matcher(name, operator, quotedText("a quoted value"));
  }

  private String name() {
    skipSpace();
    if (at < text.length() && text.charAt(at) == '"') {
      return quotedText("a label name");
    }
    int start = at;
    while (at < text.length() && isNamePart(text.charAt(at), at == start)) {
      at++;
    }
    if (at == start) {
      throw wrong("a label name");
    }
    return text.substring(start, at);
  }

  private static boolean isNamePart(char c, boolean first) {
    return c == '_'
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (!first && c >= '0' && c <= '9');
  }

  private Operator operator() {
    skipSpace();
    for (Operator operator :
        new Operator[] {Operator.REGEX, Operator.NOT_REGEX, Operator.NOT_EQUAL, Operator.EQUAL}) {
      if (text.startsWith(operator.text(), at)) {
        at += operator.text().length();
        return operator;
      }
    }
    throw wrong("one of = != =~ !~");
  }

  private String quotedText(String what) {
    if (at >= text.length() || "\"'`".indexOf(text.charAt(at)) < 0) {
      throw wrong(what);
    }
    String value = quoted.read(at);
    at = quoted.end();
    return value;
  }

  private void expect(char c) {
    if (!take(c)) {
      throw wrong("'" + c + "'");
    }
  }

  private boolean take(char c) {
    skipSpace();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private SelectorException wrong(String expected) {
    String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
    return new SelectorException(
        "selector: expected " + expected + " at character " + (at + 1) + ", found " + found);
  }
}
