package io.flaregate.transport.tenant;

import org.jspecify.annotations.Nullable;

/** Which texts are ids of tenants: those of Pyroscope and its siblings. */
public final class TenantIds {
  /** How long an id may be, in characters. */
  public static final int MAX_LENGTH = 150;

  private static final String MARKS = "!-_.*'()";

  private TenantIds() {}

  /** What is wrong with an id, for a person; null if nothing is. */
  public static @Nullable String problem(String id) {
    if (id.isEmpty()) {
      return "tenant id is empty";
    }
    if (id.length() > MAX_LENGTH) {
      return "tenant id is " + id.length() + " characters long (limit: " + MAX_LENGTH + ")";
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!isAllowed(c)) {
        return String.format(
            "tenant id holds the character U+%04X at %d; allowed are 0-9 a-z A-Z ! - _ . * ' ( )",
            (int) c, i);
      }
    }
    if (id.equals(".") || id.equals("..")) {
      return "tenant id \"" + id + "\" is not allowed: ids must not be paths";
    }
    return null;
  }

  private static boolean isAllowed(char c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || MARKS.indexOf(c) >= 0;
  }
}
