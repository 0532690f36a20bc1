package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;

/** Where texts stand while they are collected. */
final class TextColumns extends Columns {
  private static final int BYTES = 2 * Integer.BYTES;

  int[] offsets;
  int[] lengths;

  TextColumns(boolean kept, int entries) {
    super(kept);
    offsets = new int[entries];
    lengths = new int[entries];
  }

  /**
   * Adds an empty text.
   *
   * @param budget what columns that are not kept grow by
   */
  int add(Budget budget) throws ColumnsFullException, UndecodableException {
    int text = size++;
    if (text == offsets.length) {
      int grown = kept ? grown(text) : budget.grow(text, size, BYTES);
      offsets = Arrays.copyOf(offsets, grown);
      lengths = Arrays.copyOf(lengths, grown);
    }
    offsets[text] = 0;
    lengths[text] = 0;
    return text;
  }

  /** The table of these texts, slices of an array that belongs to it from then on. */
  StringTable build(byte[] bytes) {
    return StringTable.of(bytes, exact(offsets, size), exact(lengths, size), size);
  }
}
