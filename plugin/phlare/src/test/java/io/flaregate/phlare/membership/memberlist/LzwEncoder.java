package io.flaregate.phlare.membership.memberlist;

import java.io.ByteArrayOutputStream;

/** Compresses as Go's nodes do, byte for byte. */
final class LzwEncoder {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int CODES_PER_TABLE = 3838;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** By prefix and literal: the code, after the number of the table that it belongs to. */
  private final int[] table = new int[1 << 20];

  private int tableNumber = 1;
  private long bits;
  private int bitCount;
  private int width = 9;

  /** Codes since the last clear code. */
  private int codes;

  private LzwEncoder() {}

  static byte[] encode(byte[] plain) {
    return new LzwEncoder().run(plain);
  }

  private byte[] run(byte[] plain) {
    put(CLEAR);
    int prefix = -1;
    for (byte next : plain) {
      int literal = next & 0xff;
      int longer = prefix < 0 ? literal : longer(prefix, literal);
      if (longer >= 0) {
        prefix = longer;
        continue;
      }
      put(prefix);
      if (count()) {
        table[prefix << 8 | literal] = tableNumber << 12 | (END + codes);
      }
      prefix = literal;
    }
    if (prefix >= 0) {
      put(prefix);
      count();
    }
    put(END);
    while (bitCount > 0) {
      flushByte();
    }
    return out.toByteArray();
  }

  /** The code of a known string with a literal after it, or -1. */
  private int longer(int prefix, int literal) {
    int entry = table[prefix << 8 | literal];
    return entry >>> 12 == tableNumber ? entry & 0xfff : -1;
  }

  /** After a code; false if the table was full and has been cleared. */
  private boolean count() {
    codes++;
    if (END + codes == 1 << width) {
      width++;
    }
    if (codes < CODES_PER_TABLE) {
      return true;
    }
    put(CLEAR);
    tableNumber++;
    codes = 0;
    width = 9;
    return false;
  }

  private void put(int code) {
    bits |= (long) code << bitCount;
    bitCount += width;
    while (bitCount >= 8) {
      flushByte();
    }
  }

  private void flushByte() {
    out.write((int) bits);
    bits >>>= 8;
    bitCount = Math.max(0, bitCount - 8);
  }
}
