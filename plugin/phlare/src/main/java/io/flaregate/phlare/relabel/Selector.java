package io.flaregate.phlare.relabel;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A selector of series as PromQL has it: {@code {service_name="checkout", region=~"eu-.*"}}. A
 * label that is not there is empty. Immutable.
 */
public final class Selector {
  private final List<Matcher> matchers;

  private Selector(List<Matcher> matchers) {
    this.matchers = matchers;
  }

  private record Matcher(
      String name, Pattern pattern, String value, boolean regex, boolean wanted) {
    boolean matches(String actual) {
      return wanted == (regex ? pattern.matcher(actual).matches() : value.equals(actual));
    }
  }

  /**
   * Reads a selector.
   *
   * @throws IllegalArgumentException if it is none; the message is for the operator
   */
  public static Selector parse(String text) {
    return new Selector(new Parser(text).matchers());
  }

  /** Whether labels match, given the value of each name; empty where there is no such label. */
  public boolean matches(Function<String, String> valueOf) {
    for (Matcher matcher : matchers) {
      if (!matcher.matches(valueOf.apply(matcher.name()))) {
        return false;
      }
    }
    return true;
  }

  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    List<Matcher> matchers() {
      List<Matcher> matchers = new ArrayList<>();
      expect('{');
      skipBlanks();
      while (!next('}')) {
        if (!matchers.isEmpty()) {
          expect(',');
          skipBlanks();
          if (next('}')) {
            break;
          }
        }
        matchers.add(matcher());
        skipBlanks();
      }
      skipBlanks();
      if (at < text.length()) {
        throw wrong("something follows after the selector");
      }
      return List.copyOf(matchers);
    }

    private Matcher matcher() {
      String name = name();
      skipBlanks();
      boolean wanted = !next('!');
      boolean equals = next('=');
      boolean regex = next('~');
      // = and =~, != and !~; not ! alone and not ~ alone.
      if (!(equals || (!wanted && regex)) || (!wanted && equals && regex)) {
        throw wrong("=, !=, =~ or !~ is missing");
      }
      skipBlanks();
      String value = quoted();
      try {
        Pattern pattern = Pattern.compile(regex ? "(?s:" + value + ")" : "");
        return new Matcher(name, pattern, value, regex, wanted);
      } catch (PatternSyntaxException e) {
        throw wrong("not an RE2 expression: " + e.getDescription());
      }
    }

    private String name() {
      skipBlanks();
      if (at < text.length() && text.charAt(at) == '"') {
        return quoted();
      }
      int start = at;
      while (at < text.length() && isName(text.charAt(at))) {
        at++;
      }
      if (start == at) {
        throw wrong("the name of a label is missing");
      }
      return text.substring(start, at);
    }

    private static boolean isName(char c) {
      return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == ':';
    }

    private String quoted() {
      expect('"');
      StringBuilder value = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        char c = text.charAt(at++);
        if (c == '\\' && at < text.length()) {
          char escaped = text.charAt(at++);
          value.append(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped);
        } else {
          value.append(c);
        }
      }
      expect('"');
      return value.toString();
    }

    private void skipBlanks() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private boolean next(char c) {
      if (at < text.length() && text.charAt(at) == c) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char c) {
      skipBlanks();
      if (!next(c)) {
        throw wrong("'" + c + "' is missing");
      }
    }

    private IllegalArgumentException wrong(String what) {
      return new IllegalArgumentException(
          "is not a selector such as {service_name=\"checkout\"}: "
              + what
              + " at character "
              + (at + 1));
    }
  }
}
