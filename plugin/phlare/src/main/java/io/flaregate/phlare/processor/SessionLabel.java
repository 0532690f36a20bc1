package io.flaregate.phlare.processor;

import io.flaregate.profiles.merge.TextTable;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The label {@code __session_id__}: 16 hexadecimal digits that tell runs of one service apart.
 * Without a limit on their number each run would be a series of its own, so ids are taken modulo
 * {@code max_sessions_per_series}; 0 removes the label, as it does what is no such id.
 */
final class SessionLabel {
  private static final int DIGITS = 16;
  private static final int REMOVED = 0;

  private final LabelTexts texts;
  private final int name;
  private final int max;

  SessionLabel(LabelTexts texts, int maxSessionsPerSeries) {
    this.texts = texts;
    max = maxSessionsPerSeries;
    name = texts.literal("__session_id__");
  }

  boolean is(int labelName) {
    return labelName == name;
  }

  /** The value that stands for a value; 0, the empty text, if there is to be none. */
  int value(int id) {
    TextTable table = texts.table();
    if (max == 0 || table.length(id) != DIGITS) {
      return REMOVED;
    }
    String digits = table.get(id);
    if (!digits.chars().allMatch(HexFormat::isHexDigit)) {
      return REMOVED;
    }
    // The digits are the bytes of the number from its lowest to its highest.
    long number = Long.reverseBytes(Long.parseUnsignedLong(digits, 16));
    long session = Long.remainderUnsigned(number, max);
    return texts.literal(String.format(Locale.ROOT, "%016x", Long.reverseBytes(session)));
  }
}
