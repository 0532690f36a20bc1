package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Attributes;

/**
 * The attributes of a request while they are filled: those of its table under their own indices,
 * then those of resources and scopes.
 */
final class AttributeColumns {
  private static final byte STRING = code(AttributeKind.STRING);

  private final int[] keys;
  private final byte[] kinds;
  private final long[] values;
  private int size;

  AttributeColumns(Counts counts) {
    size = Math.max(1, counts.attributes);
    int capacity = size + counts.ownAttributes;
    keys = new int[capacity];
    kinds = new byte[capacity];
    values = new long[capacity];
  }

  @SuppressWarnings("EnumOrdinal") // the column of Attributes is defined as the ordinal
  private static byte code(AttributeKind kind) {
    return (byte) kind.ordinal();
  }

  void set(int attribute, int key, AttributeKind kind, long value) {
    keys[attribute] = key;
    kinds[attribute] = code(kind);
    values[attribute] = value;
  }

  int add(int key, AttributeKind kind, long value) {
    set(size, key, kind, value);
    return size++;
  }

  /** The number of attributes so far. */
  int size() {
    return size;
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
    return new Attributes(keys, kinds, values);
  }
}
