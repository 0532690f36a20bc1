package io.flaregate.ingester.selector;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.function.Predicate;

/** One condition on one label. A label that is not there has the value "". */
public final class Matcher {

  /** How a value is compared. */
  public enum Operator {
    EQUAL("="),
    NOT_EQUAL("!="),
    REGEX("=~"),
    NOT_REGEX("!~");

    private final String text;

    Operator(String text) {
      this.text = text;
    }

    /** The operator as a selector has it. */
    public String text() {
      return text;
    }
  }

  /** Longest pattern, in characters; RE2's programs grow with it. */
  static final int MAX_PATTERN_LENGTH = 2048;

  private final String name;
  private final Operator operator;
  private final String value;
  private final Predicate<String> test;

  /**
   * Makes a matcher. Patterns are RE2's and must match the whole value: RE2 takes time linear in
   * the value, so that no selector can stall the ingester.
   *
   * @throws SelectorException if the value is a pattern that is too long or not RE2's
   */
  public Matcher(String name, Operator operator, String value) {
    this.name = requireNonNull(name, "name is null");
    this.operator = requireNonNull(operator, "operator is null");
    this.value = requireNonNull(value, "value is null");
    this.test =
        switch (operator) {
          case EQUAL -> value::equals;
          case NOT_EQUAL -> found -> !value.equals(found);
          case REGEX -> compile(name, value)::matches;
          case NOT_REGEX -> Predicate.not(compile(name, value)::matches);
        };
  }

  private static Pattern compile(String name, String pattern) {
    if (pattern.length() > MAX_PATTERN_LENGTH) {
      throw new SelectorException(
          "pattern for label "
              + name
              + " is "
              + pattern.length()
              + " characters long (at most "
              + MAX_PATTERN_LENGTH
              + ")");
    }
    try {
      return Pattern.compile(pattern, Pattern.DOTALL);
    } catch (PatternSyntaxException e) {
      throw new SelectorException(
          "pattern for label " + name + ": " + e.getDescription() + " in \"" + pattern + "\"", e);
    }
  }

  /** The label's name. */
  public String name() {
    return name;
  }

  /** Whether a value of the label will do. */
  public boolean matches(String labelValue) {
    return test.test(labelValue);
  }

  @Override
  public String toString() {
    return name + operator.text() + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
