package io.flaregate.phlare.ringpage;

import java.time.Duration;
import java.util.Locale;

/** Numbers for people. */
public final class Words {
  private Words() {}

  /** A part of 1: {@code 33.4 %}. */
  public static String percent(double part) {
    if (part > 0 && part < 0.001) {
      return "< 0.1 %";
    }
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }

  /** How long something took or is ago: {@code 3 s}, {@code 4 min 10 s}, {@code 2 h 5 min}. */
  public static String age(Duration age) {
    if (age.isNegative()) {
      return "0 s";
    }
    long seconds = age.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 48 * 3600) {
      return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }
    return seconds / 86_400 + " days";
  }

  /** {@code 1 member}, {@code 2 members}. */
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }
}
