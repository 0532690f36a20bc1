package io.flaregate.spi.profiles;

import static java.util.Objects.checkIndex;
import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Texts as slices of one byte array: valid UTF-8, entry 0 the empty text. Immutable; comparing and
 * hashing touch the bytes and make no String.
 */
public final class StringTable {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final int BLOCK = 8 * Long.BYTES;
  private static final StringTable EMPTY = new StringTable(new byte[0], new int[1], new int[1], 1);

  private final byte[] bytes;
  private final int[] offsets;
  private final int[] lengths;
  private final int size;

  private StringTable(byte[] bytes, int[] offsets, int[] lengths, int size) {
    this.bytes = bytes;
    this.offsets = offsets;
    this.lengths = lengths;
    this.size = size;
  }

  /** A table that holds the empty text only. */
  public static StringTable empty() {
    return EMPTY;
  }

  /**
   * A table over arrays that from now on belong to it.
   *
   * @param bytes holds every text
   * @param offsets where each text starts
   * @param lengths how many bytes each has; entry 0 has none
   * @param size how many entries of the two arrays are in use, at least 1
   * @throws IllegalArgumentException if a slice lies outside the bytes
   */
  public static StringTable of(byte[] bytes, int[] offsets, int[] lengths, int size) {
    requireNonNull(bytes, "bytes is null");
    if (size < 1 || size > offsets.length || size > lengths.length || lengths[0] != 0) {
      throw new IllegalArgumentException("a table of " + size + " without an empty entry 0");
    }
    for (int i = 0; i < size; i++) {
      int offset = offsets[i];
      int length = lengths[i];
      if ((offset | length) < 0 || length > bytes.length - offset) {
        throw new IllegalArgumentException("text " + i + " lies outside the bytes");
      }
    }
    return new StringTable(bytes, offsets, lengths, size);
  }

  /** The number of texts, the empty one included. */
  public int size() {
    return size;
  }

  /** The length of a text in bytes. */
  public int length(int index) {
    return lengths[checkIndex(index, size)];
  }

  /** A byte of a text; the caller keeps {@code at} below {@link #length}. */
  public byte byteAt(int index, int at) {
    return bytes[offsets[index] + at];
  }

  /** Copies a text to {@code target} and returns the position after it. */
  public int copyTo(int index, byte[] target, int position) {
    int length = lengths[checkIndex(index, size)];
    System.arraycopy(bytes, offsets[index], target, position, length);
    return position + length;
  }

  /**
   * Copies a text to {@code target} and returns the position after it; bytes behind that may be
   * overwritten. Made for texts that are written one after another: most are short, and a block of
   * a fixed size takes less time than finding out how short.
   */
  public int copyLoosely(int index, byte[] target, int position) {
    int length = lengths[checkIndex(index, size)];
    int offset = offsets[index];
    if (length <= BLOCK && bytes.length - offset >= BLOCK && target.length - position >= BLOCK) {
      copyBlock(offset, target, position);
    } else {
      System.arraycopy(bytes, offset, target, position, length);
    }
    return position + length;
  }

  private void copyBlock(int offset, byte[] target, int position) {
    for (int at = 0; at < BLOCK; at += Long.BYTES) {
      LONGS.set(target, position + at, (long) LONGS.get(bytes, offset + at));
    }
  }

  /** Copies a part of a text to {@code target} and returns the position after it. */
  public int copyTo(int index, int from, int length, byte[] target, int position) {
    if (from < 0 || length < 0 || from > length(index) - length) {
      throw new IndexOutOfBoundsException(from + " + " + length + " of " + length(index));
    }
    System.arraycopy(bytes, offsets[index] + from, target, position, length);
    return position + length;
  }

  /** The text as a String. */
  public String get(int index) {
    return new String(
        bytes, offsets[checkIndex(index, size)], lengths[index], StandardCharsets.UTF_8);
  }

  /** Whether two texts have the same bytes. */
  public boolean contentEquals(int index, int other) {
    return index == other || contentEquals(index, this, other);
  }

  /** Whether a text has the same bytes as a text of another table. */
  public boolean contentEquals(int index, StringTable that, int other) {
    int from = offsets[checkIndex(index, size)];
    int thatFrom = that.offsets[checkIndex(other, that.size)];
    return Arrays.equals(
        bytes, from, from + lengths[index], that.bytes, thatFrom, thatFrom + that.lengths[other]);
  }

  /** Whether a text is this one, given as its bytes. */
  public boolean contentEquals(int index, byte[] text) {
    int from = offsets[checkIndex(index, size)];
    return Arrays.equals(bytes, from, from + lengths[index], text, 0, text.length);
  }

  /** Compares two texts by their bytes, unsigned. */
  public int compare(int index, StringTable that, int other) {
    int from = offsets[checkIndex(index, size)];
    int thatFrom = that.offsets[checkIndex(other, that.size)];
    return Arrays.compareUnsigned(
        bytes, from, from + lengths[index], that.bytes, thatFrom, thatFrom + that.lengths[other]);
  }

  /** A hash of a text's bytes, mixed with a seed that the sender cannot know. */
  public int hash(int index, int seed) {
    int at = offsets[checkIndex(index, size)];
    int end = at + lengths[index];
    int hash = seed;
    while (at < end) {
      hash = (hash ^ bytes[at++]) * 0x9E3779B1;
      hash ^= hash >>> 15;
    }
    return hash;
  }

  /** Feeds a text's bytes to a visitor without copying them. */
  public void visit(int index, ByteVisitor visitor) {
    visitor.visit(bytes, offsets[checkIndex(index, size)], lengths[index]);
  }

  /** Sees bytes that it must neither change nor keep. */
  @FunctionalInterface
  public interface ByteVisitor {
    /** Sees {@code length} bytes from {@code offset}. */
    void visit(byte[] bytes, int offset, int length);
  }
}
