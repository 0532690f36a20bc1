package io.flaregate.profiles.wire;

import static java.util.Objects.checkFromIndexSize;
import static java.util.Objects.checkFromToIndex;

import io.flaregate.spi.profiles.StringTable;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes protobuf into a byte array that grows up to a bound and is kept from one message to the
 * next. Not thread-safe.
 *
 * <p>The methods that take a field number write the tag too. They write what they are given, zeros
 * and empty texts included: leaving out defaults is the caller's business. A nested message or a
 * packed field stands between {@link #start} and {@link #end}. Each method throws {@link
 * SizeLimitException} when the array would outgrow its bound.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">the encoding</a>
 */
public final class ProtoWriter {
  // A length prefix is written after what it counts: start() leaves the number of bytes that the
  // expected length needs and notes that number in the first of them; end() moves the content when
  // the guess was wrong. That costs less than a pass over all content to find its size beforehand.

  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int MIN_CAPACITY = 64;
  private static final int MAX_ARRAY_BYTES = Integer.MAX_VALUE - 8;

  private final int maxBytes;
  private byte[] buffer;
  private int position;

  /**
   * A writer that may grow to any size that an array can have.
   *
   * @param initialBytes how many bytes to allocate at once
   */
  public ProtoWriter(int initialBytes) {
    this(initialBytes, MAX_ARRAY_BYTES);
  }

  /**
   * A writer with a bound.
   *
   * @param initialBytes how many bytes to allocate at once
   * @param maxBytes how large its array may become; what comes within the length of a tag and a
   *     varint of that may be refused already
   */
  public ProtoWriter(int initialBytes, int maxBytes) {
    if (initialBytes < 0 || maxBytes < initialBytes) {
      throw new IllegalArgumentException(initialBytes + " bytes of at most " + maxBytes);
    }
    this.maxBytes = maxBytes;
    this.buffer = new byte[initialBytes];
  }

  /** Forgets what was written and keeps the array. */
  public void reset() {
    position = 0;
  }

  /**
   * Forgets what was written, and gives the array back to the heap if it is larger than this.
   *
   * @param keepBytes what is kept for the next message
   */
  public void reset(int keepBytes) {
    position = 0;
    if (buffer.length > keepBytes) {
      buffer = new byte[Math.min(keepBytes, MIN_CAPACITY)];
    }
  }

  /**
   * Gives the array back to the heap, and forgets what was written, if it is larger than this.
   *
   * @param keepBytes what is kept for the next message
   */
  public void trim(int keepBytes) {
    if (buffer.length > keepBytes) {
      reset(keepBytes);
    }
  }

  /** How many bytes were written. */
  public int size() {
    return position;
  }

  /** How many bytes the array holds now. */
  public int capacity() {
    return buffer.length;
  }

  /** A copy of what was written. */
  public byte[] toByteArray() {
    checkBound();
    return Arrays.copyOf(buffer, position);
  }

  /**
   * Makes room for bytes that the caller writes itself, from {@link #size} on; {@link #advance}
   * tells how far it came. The array may be another one after any other call, and, other than what
   * is written to it in the end, larger than the bound.
   */
  public byte[] room(long bytes) {
    if (buffer.length - position < bytes) {
      grow(bytes, Math.max(maxBytes, position + bytes));
    }
    return buffer;
  }

  /**
   * Takes what the caller has written since {@link #room}.
   *
   * @param end the index after it
   */
  public void advance(int end) {
    checkFromToIndex(position, end, buffer.length);
    if (end > maxBytes) {
      throw new SizeLimitException(end, maxBytes);
    }
    position = end;
  }

  /** Copies a part of what was written. */
  public void copy(int from, int to, byte[] target, int at) {
    checkFromToIndex(from, to, position);
    System.arraycopy(buffer, from, target, at, to - from);
  }

  /** Feeds what was written to a visitor without copying it. */
  public void visit(StringTable.ByteVisitor visitor) {
    checkBound();
    visitor.visit(buffer, 0, position);
  }

  /** The array may have grown beyond the bound by {@link #room}, and other methods filled it. */
  private void checkBound() {
    if (position > maxBytes) {
      throw new SizeLimitException(position, maxBytes);
    }
  }

  /** Writes a field of any varint type; enums and bools included, sint types not. */
  public void varint(int field, long value) {
    ensure(2 * Varints.MAX_BYTES);
    putVarint(tag(field, VARINT));
    putVarint(value);
  }

  /** Writes a field of type bool. */
  public void bool(int field, boolean value) {
    varint(field, value ? 1 : 0);
  }

  /** Writes a field of type fixed64, sfixed64 or, by its raw bits, double. */
  public void fixed64(int field, long value) {
    ensure(Varints.MAX_BYTES + Long.BYTES);
    putVarint(tag(field, FIXED64));
    packedFixed64(value);
  }

  /** Writes a field of type bytes, or a nested message that is encoded already. */
  public void bytes(int field, byte[] value) {
    bytes(field, value, 0, value.length);
  }

  /** Writes a field of type bytes from a part of an array. */
  public void bytes(int field, byte[] value, int offset, int length) {
    checkFromIndexSize(offset, length, value.length);
    prefix(field, length);
    System.arraycopy(value, offset, buffer, position, length);
    position += length;
  }

  /** Writes a field of type string. */
  public void string(int field, String value) {
    bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes a field of type string from a table of texts. */
  public void string(int field, StringTable table, int index) {
    prefix(field, table.length(index));
    position = table.copyTo(index, buffer, position);
  }

  /** Writes a field of type string from a part of a text. */
  public void string(int field, StringTable table, int index, int from, int length) {
    checkFromIndexSize(from, length, table.length(index));
    prefix(field, length);
    position = table.copyTo(index, from, length, buffer, position);
  }

  /**
   * Starts a nested message or a packed field.
   *
   * @param expectedBytes a guess of its length, which may be wrong
   * @return what {@link #end} wants
   */
  public int start(int field, int expectedBytes) {
    int width = varintSize(Math.max(expectedBytes, 0));
    ensure(2 * Varints.MAX_BYTES);
    putVarint(tag(field, LENGTH_DELIMITED));
    int mark = position;
    buffer[mark] = (byte) width;
    position += width;
    return mark;
  }

  /** Ends what {@link #start} began. */
  public void end(int mark) {
    int guessed = buffer[mark];
    int length = position - mark - guessed;
    int width = varintSize(length);
    if (width != guessed) {
      ensure(Varints.MAX_BYTES);
      System.arraycopy(buffer, mark + guessed, buffer, mark + width, length);
    }
    // Not as a long: that may overwrite what stands behind.
    position = Varints.put(buffer, mark, length) + length;
  }

  /** Writes a varint without a tag, for the inside of packed fields. */
  public void packed(long value) {
    ensure(Varints.MAX_BYTES);
    putVarint(value);
  }

  /** Writes a fixed64 without a tag, for the inside of packed fields. */
  public void packedFixed64(long value) {
    ensure(Long.BYTES);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      buffer[position++] = (byte) (value >>> shift);
    }
  }

  /**
   * Writes bytes as they are.
   *
   * @param value a field with its tag and length, or several of them
   */
  public void raw(byte[] value, int offset, int length) {
    checkFromIndexSize(offset, length, value.length);
    ensure(length);
    System.arraycopy(value, offset, buffer, position, length);
    position += length;
  }

  /** How many bytes a varint takes. */
  public static int varintSize(long value) {
    return Varints.size(value);
  }

  private static long tag(int field, int wireType) {
    return (long) field << 3 | wireType;
  }

  private void prefix(int field, int length) {
    ensure(2L * Varints.MAX_BYTES + length);
    putVarint(tag(field, LENGTH_DELIMITED));
    putVarint(length);
  }

  private void putVarint(long value) {
    position = Varints.put(buffer, position, value);
  }

  private void ensure(long moreBytes) {
    if (buffer.length - position < moreBytes) {
      grow(moreBytes, maxBytes);
    }
  }

  private void grow(long moreBytes, long bound) {
    long needed = position + moreBytes;
    if (needed > bound || needed > MAX_ARRAY_BYTES) {
      throw new SizeLimitException(needed, maxBytes);
    }
    long doubled = Math.max(2L * buffer.length, MIN_CAPACITY);
    long limit = Math.min(bound, MAX_ARRAY_BYTES);
    buffer = Arrays.copyOf(buffer, (int) Math.min(Math.max(needed, doubled), limit));
  }
}
