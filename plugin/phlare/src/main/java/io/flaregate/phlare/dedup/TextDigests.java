package io.flaregate.phlare.dedup;

import io.flaregate.spi.profiles.StringTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Digests of 64 bits of all texts of a table. Keeps its array for the next table. */
final class TextDigests implements StringTable.ByteVisitor {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int PAIR = 2 * Long.BYTES;

  private long[] digests = {};
  private long last;

  /** Takes the place of what was loaded before. */
  void load(StringTable strings) {
    digests = Columns.room(digests, strings.size());
    for (int i = 0; i < strings.size(); i++) {
      digests[i] = of(strings, i);
    }
  }

  /** The digest of a text of any table. */
  long of(StringTable strings, int text) {
    strings.visit(text, this);
    return last;
  }

  /** The digest of a text of the table. */
  long get(int text) {
    return digests[text];
  }

  /** Gives an array that has become large back to the heap. */
  void trim() {
    digests = Columns.trimmed(digests);
  }

  @Override
  public void visit(byte[] bytes, int offset, int length) {
    long hash = Mix.START_A ^ length;
    int at = offset;
    int end = offset + length;
    for (; at <= end - PAIR; at += PAIR) {
      hash = Mix.step(hash, (long) LONGS.get(bytes, at), (long) LONGS.get(bytes, at + Long.BYTES));
    }
    if (at < end) {
      hash = Mix.step(hash, word(bytes, at, end), word(bytes, at + Long.BYTES, end));
    }
    last = hash;
  }

  /** Up to eight bytes; which they are follows from the length, so that zeros may fill up. */
  private static long word(byte[] bytes, int from, int end) {
    if (from <= end - Long.BYTES) {
      return (long) LONGS.get(bytes, from);
    }
    long word = 0;
    for (int at = from; at < end; at++) {
      word = (word << Byte.SIZE) | (bytes[at] & 0xFF);
    }
    return word;
  }
}
