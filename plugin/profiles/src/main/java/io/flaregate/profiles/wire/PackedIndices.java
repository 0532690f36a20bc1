package io.flaregate.profiles.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads packed fields whose varints are indices of a table, in one go. */
public final class PackedIndices {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** What {@link #read} returns if not all are indices. */
  public static final int NONE = -1;

  private static final int HIGH_BITS = 0x80808080;
  private static final int TWICE_TWO_BYTES = 0x00800080;

  private int highest;

  // Of the field under way: where the first loop stopped, and below 0 if it read one below 1.
  private int stopped;
  private int belowOne;

  /** A reader that has read no indices. */
  public PackedIndices() {}

  /** The highest index that was read, at least; 0 if there was none above. */
  public int highest() {
    return highest;
  }

  /**
   * Reads packed varints that are indices from 1 on.
   *
   * @param position of the first byte
   * @param end the position after the last byte
   * @param target where they go; it has room for one for each byte, or for as many as {@link
   *     ProtoScanner#countVarints} finds
   * @param from the index of the first
   * @return the index after the last; {@link #NONE} if any is no such index, or has more bytes than
   *     {@link Varints#readShort} takes
   */
  public int read(byte[] source, int position, int end, int[] target, int from) {
    int to = readMost(source, position, end, target, from);
    int at = stopped;
    int high = highest;
    int below = belowOne;
    while (at < end) {
      long read = Varints.readShort(source, at, end);
      if (read == Varints.NONE) {
        return NONE;
      }
      int value = Varints.value(read);
      target[to++] = value;
      high = Math.max(high, value);
      below |= value - 1;
      at = Varints.position(read);
    }
    highest = high;
    return below < 0 ? NONE : to;
  }

  /** All but the last ones, and those from one on that is longer than most. */
  private int readMost(byte[] source, int position, int end, int[] target, int from) {
    // Where two varints of two bytes or one of three may start without running over the end.
    int last = end - Integer.BYTES;
    int at = position;
    int to = from;
    int high = highest;
    int below = 0;
    while (at <= last) {
      int word = (int) INTS.get(source, at);
      if ((word & HIGH_BITS) == TWICE_TWO_BYTES) {
        // Most of a large table's: two at once, since each test is one to be mistaken about.
        int both = (word & 0x7F007F) | (word & 0x7F007F00) >>> 1;
        int first = both & 0xFFFF;
        int second = both >>> Short.SIZE;
        target[to] = first;
        target[to + 1] = second;
        to += 2;
        high = Math.max(high, Math.max(first, second));
        below |= (first - 1) | (second - 1);
        at += Integer.BYTES;
        continue;
      }
      int value = source[at];
      if (value >= 0) {
        at++;
      } else {
        int second = source[at + 1];
        if (second >= 0) {
          value = (value & 0x7F) | (second << 7);
          at += 2;
        } else {
          int third = source[at + 2];
          if (third < 0) {
            break;
          }
          value = (value & 0x7F) | ((second & 0x7F) << 7) | (third << 14);
          at += 3;
        }
      }
      target[to++] = value;
      high = Math.max(high, value);
      // Negative for 0.
      below |= value - 1;
    }
    highest = high;
    stopped = at;
    belowOne = below;
    return to;
  }
}
