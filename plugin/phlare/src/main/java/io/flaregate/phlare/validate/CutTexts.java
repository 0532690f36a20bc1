package io.flaregate.phlare.validate;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.spi.profiles.StringTable;

/**
 * Texts that end like others but have no more bytes than a limit. They stand behind all texts of
 * the original table, so that whoever else uses a long text still sees the whole of it.
 */
final class CutTexts {
  private final StringTable strings;
  private final int maxBytes;
  private final IntColumn originals = new IntColumn();
  private int[] cuts = {};

  CutTexts(StringTable strings, int maxBytes) {
    this.strings = strings;
    this.maxBytes = maxBytes;
  }

  /** The index of a text that is within the limit: the text itself or the end of it. */
  int within(int index) {
    if (strings.length(index) <= maxBytes) {
      return index;
    }
    if (cuts.length == 0) {
      cuts = new int[strings.size()];
    }
    if (cuts[index] == 0) {
      cuts[index] = strings.size() + originals.size();
      originals.add(index);
    }
    return cuts[index];
  }

  /** Whether any text was too long. */
  boolean isEmpty() {
    return originals.size() == 0;
  }

  /** The original texts and those that were cut. */
  StringTable build() {
    int size = strings.size();
    int all = size + originals.size();
    int[] offsets = new int[all];
    int[] lengths = new int[all];
    int total = 0;
    for (int i = 0; i < size; i++) {
      offsets[i] = total;
      lengths[i] = strings.length(i);
      total = Math.addExact(total, lengths[i]);
    }
    byte[] bytes = new byte[total];
    for (int i = 0; i < size; i++) {
      strings.copyTo(i, bytes, offsets[i]);
    }
    for (int i = size; i < all; i++) {
      int original = originals.get(i - size);
      int start = start(original);
      offsets[i] = offsets[original] + start;
      lengths[i] = lengths[original] - start;
    }
    return StringTable.of(bytes, offsets, lengths, all);
  }

  /** Where the end of a text starts that is within the limit and does not split a character. */
  private int start(int text) {
    int length = strings.length(text);
    int start = length - maxBytes;
    while (start < length && (strings.byteAt(text, start) & 0xC0) == 0x80) {
      start++;
    }
    return start;
  }
}
