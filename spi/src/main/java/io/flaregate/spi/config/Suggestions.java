package io.flaregate.spi.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what somebody who wrote an unknown word may have meant. */
public final class Suggestions {
  private static final int MAX_LISTED = 24;
  private static final int MAX_LENGTH = 128;
  private static final int MIN_PREFIX = 3;

  private Suggestions() {}

  /**
   * What to add to "unknown …": {@code (did you mean "endpoint"?)}, or the known words if none is
   * near, or nothing if there are too many of these; starts with a space unless it is empty.
   */
  public static String phrase(String word, Collection<String> known) {
    Optional<String> nearest = nearest(word, known);
    if (nearest.isPresent()) {
      return " (did you mean \"" + nearest.get() + "\"?)";
    }
    if (known.isEmpty() || known.size() > MAX_LISTED) {
      return "";
    }
    return known.stream().sorted().collect(Collectors.joining(", ", " (known: ", ")"));
  }

  /**
   * The known word that is nearest to a word, if it is near: a third of its letters may differ, or
   * one is how the other begins.
   */
  public static Optional<String> nearest(String word, Collection<String> known) {
    String best = null;
    int bestDistance = Math.max(1, Math.min(word.length(), MAX_LENGTH) / 3) + 1;
    for (String candidate : known) {
      int distance = distance(word, candidate);
      distance = isStart(word, candidate) ? Math.min(1, distance) : distance;
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static boolean isStart(String left, String right) {
    String a = plain(left);
    String b = plain(right);
    return Math.min(a.length(), b.length()) >= MIN_PREFIX && (a.startsWith(b) || b.startsWith(a));
  }

  /**
   * How many letters must be added, left out, replaced or swapped with their neighbour to make one
   * word of the other (optimal string alignment). Words that differ only in case, or in dashes for
   * underscores, are 0 apart.
   */
  static int distance(String left, String right) {
    String a = plain(left);
    String b = plain(right);
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, Math.min(last[j], row[j - 1]) + 1);
        if (isSwap(a, i, b, j)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }

  private static boolean isSwap(String a, int i, String b, int j) {
    return i > 1
        && j > 1
        && a.charAt(i - 1) == b.charAt(j - 2)
        && a.charAt(i - 2) == b.charAt(j - 1);
  }

  private static String plain(String word) {
    String cut = word.length() > MAX_LENGTH ? word.substring(0, MAX_LENGTH) : word;
    return cut.toLowerCase(Locale.ROOT).replace('-', '_');
  }
}
