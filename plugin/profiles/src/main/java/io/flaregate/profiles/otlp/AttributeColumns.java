package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Attributes;
import java.util.Arrays;

/**
 * The attributes of a request while they are filled: those of its table under their own indices,
 * then those of resources and scopes.
 */
final class AttributeColumns extends Columns {
  private static final int MAX_KEPT_ATTRIBUTES = 1 << 15;

  /**
   * Is added to the number of an inline text while it is not known how many texts the string table
   * has: more than any index, as sent, can be.
   */
  static final long INLINE = 1L << 40;

  private static final byte STRING = code(AttributeKind.STRING);

  int[] keys;

  /** Units are of no use to a pprof; only whether they are there is asked. */
  int[] units;

  byte[] kinds;
  long[] values;

  AttributeColumns(boolean kept, int entries) {
    super(kept);
    int room = Math.max(1, entries);
    keys = new int[room];
    units = new int[room];
    kinds = new byte[room];
    values = new long[room];
  }

  @SuppressWarnings("EnumOrdinal") // the column of Attributes is defined as the ordinal
  private static byte code(AttributeKind kind) {
    return (byte) kind.ordinal();
  }

  /** Adds an attribute and returns its index. */
  int add(int key, int unit, AttributeKind kind, long value) throws ColumnsFullException {
    int attribute = size++;
    if (attribute == keys.length) {
      int grown = grown(attribute, MAX_KEPT_ATTRIBUTES);
      keys = Arrays.copyOf(keys, grown);
      units = Arrays.copyOf(units, grown);
      kinds = Arrays.copyOf(kinds, grown);
      values = Arrays.copyOf(values, grown);
    }
    keys[attribute] = key;
    units[attribute] = unit;
    kinds[attribute] = code(kind);
    values[attribute] = value;
    return attribute;
  }

  /**
   * Replaces the numbers of inline texts by the indices of texts.
   *
   * @param first the text that is inline text 0
   */
  void placeInlineTexts(int first) {
    for (int attribute = 0; attribute < size; attribute++) {
      if (kinds[attribute] == STRING && values[attribute] >= INLINE) {
        values[attribute] += first - INLINE;
      }
    }
  }

  int key(int attribute) {
    return keys[attribute];
  }

  int kind(int attribute) {
    return kinds[attribute];
  }

  boolean isString(int attribute) {
    return kinds[attribute] == STRING;
  }

  long value(int attribute) {
    return values[attribute];
  }

  Attributes build() {
    return new Attributes(exact(keys, size), exact(kinds, size), exact(values, size));
  }
}
