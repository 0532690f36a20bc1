package io.flaregate.ring;

import java.util.Comparator;

/**
 * Compares texts by their UTF-8 bytes, as every other reader of a ring does; {@link
 * String#compareTo} differs where characters above U+FFFF meet U+E000 to U+FFFF.
 */
public final class Utf8Order {
  /** The order as a comparator. */
  public static final Comparator<String> COMPARATOR = Utf8Order::compare;

  private Utf8Order() {}

  /** Negative, 0 or positive as {@code a} comes before, equals or comes after {@code b}. */
  public static int compare(String a, String b) {
    int shorter = Math.min(a.length(), b.length());
    for (int i = 0; i < shorter; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return Integer.compare(rank(x), rank(y));
      }
    }
    return Integer.compare(a.length(), b.length());
  }

  /** Surrogates stand for code points above all others. */
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
