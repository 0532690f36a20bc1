package io.flaregate.phlare.relabel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.Map;

/**
 * A text with groups of a regex in it, by the rules of Go's {@code regexp.Expand}: {@code $1},
 * {@code ${1}}, {@code $name}, {@code ${name}}, {@code $$}. A name is as long as letters, digits
 * and underscores go, so {@code $1x} is the group {@code 1x}, which is empty as every unknown group
 * is. A dollar sign before anything else stands for itself.
 */
final class Template {
  private static final char DOLLAR = '$';
  private static final int UNKNOWN = -1;

  private final String text;
  private final Map<String, Integer> namedGroups;
  private final int groups;

  Template(String text, Pattern pattern) {
    this.text = text;
    namedGroups = pattern.namedGroups();
    groups = pattern.groupCount();
  }

  /** Whether it is the same for every match. */
  boolean isConstant() {
    return text.indexOf(DOLLAR) < 0;
  }

  /** The text as it was written. */
  String text() {
    return text;
  }

  /** The text for a match. */
  String expand(Matcher match) {
    if (isConstant()) {
      return text;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != DOLLAR) {
        out.append(c);
        at++;
      } else if (text.startsWith("$$", at)) {
        out.append(DOLLAR);
        at += 2;
      } else {
        at = group(at, match, out);
      }
    }
    return out.toString();
  }

  /** Appends the group that is named at a dollar sign; returns where to go on. */
  private int group(int dollar, Matcher match, StringBuilder out) {
    boolean brace = text.startsWith("${", dollar);
    int start = dollar + (brace ? 2 : 1);
    int end = start;
    while (end < text.length() && isWord(text.charAt(end))) {
      end++;
    }
    boolean closed = !brace || (end < text.length() && text.charAt(end) == '}');
    if (end == start || !closed) {
      out.append(DOLLAR);
      return dollar + 1;
    }
    int group = number(text.substring(start, end));
    String value = group == UNKNOWN ? null : match.group(group);
    out.append(value == null ? "" : value);
    return brace ? end + 1 : end;
  }

  private static boolean isWord(char c) {
    return c == '_' || Character.isLetterOrDigit(c);
  }

  private int number(String name) {
    if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
      int number = name.length() > 9 ? UNKNOWN : Integer.parseInt(name);
      return number <= groups ? number : UNKNOWN;
    }
    return namedGroups.getOrDefault(name, UNKNOWN);
  }
}
