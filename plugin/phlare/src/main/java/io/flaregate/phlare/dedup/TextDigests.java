package io.flaregate.phlare.dedup;

import io.flaregate.spi.profiles.StringTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The digests of all texts of a table. Keeps its array for the next table. */
final class TextDigests implements StringTable.ByteVisitor {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAIR = 2 * Long.BYTES;

  private long[] digests = {};
  private long a;
  private long b;

  /** Takes the place of what was loaded before. */
  void load(StringTable strings) {
    digests = Columns.room(digests, 2L * strings.size());
    for (int i = 0; i < strings.size(); i++) {
      strings.visit(i, this);
      digests[2 * i] = a;
      digests[2 * i + 1] = b;
    }
  }

  /** The first half of the digest of a text. */
  long a(int text) {
    return digests[2 * text];
  }

  /** The second half. */
  long b(int text) {
    return digests[2 * text + 1];
  }

  /** The first half of the digest of the text that was visited last. */
  long lastA() {
    return a;
  }

  /** The second half of it. */
  long lastB() {
    return b;
  }

  /** Gives an array that has become large back to the heap. */
  void trim() {
    digests = Columns.trimmed(digests);
  }

  @Override
  public void visit(byte[] bytes, int offset, int length) {
    long left = Mix.START_A ^ length;
    long right = Mix.START_B ^ length;
    int at = offset;
    int end = offset + length;
    for (; at <= end - PAIR; at += PAIR) {
      long word = (long) LONGS.get(bytes, at);
      long next = (long) LONGS.get(bytes, at + Long.BYTES);
      left = Mix.step(left, word, next);
      right = Mix.step(right, word, next);
    }
    if (at < end) {
      long word = word(bytes, at, end);
      long next = word(bytes, at + Long.BYTES, end);
      left = Mix.step(left, word, next);
      right = Mix.step(right, word, next);
    }
    a = left;
    b = right;
  }

  /** Up to eight bytes; which they are follows from the length, so that zeros may fill up. */
  private static long word(byte[] bytes, int from, int end) {
    if (from <= end - Long.BYTES) {
      return (long) LONGS.get(bytes, from);
    }
    long word = 0;
    for (int at = from; at < end; at++) {
      word = word << Byte.SIZE | (bytes[at] & 0xFF);
    }
    return word;
  }
}
