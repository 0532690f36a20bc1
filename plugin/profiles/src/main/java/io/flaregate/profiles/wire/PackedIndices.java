package io.flaregate.profiles.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads packed fields whose varints are indices of a table, in one go. */
public final class PackedIndices {
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int HIGH_BITS = 0x80808080;
  private static final int TWICE_TWO_BYTES = 0x00800080;

  private int highest;

  /** A reader that has read no indices. */
  public PackedIndices() {}

  /** The highest index that was read; 0 if there was none above. */
  public int highest() {
    return highest;
  }

  /**
   * Reads packed varints, each as {@link ProtoReader#readInt32} does, that should be indices from 1
   * on.
   *
   * @param in stands before the length of the field, and behind the field afterwards
   * @param target where they go; it has room for one for each byte, or for as many as {@link
   *     ProtoScanner#countVarints} finds
   * @param from the index of the first
   * @return the index after the last; its complement if any is below 1
   */
  public int read(ProtoReader in, int[] target, int from) throws MalformedProtoException {
    int outer = in.push();
    // Where two varints of two bytes or one of three may start without running over the end.
    int last = in.limit() - Integer.BYTES;
    byte[] source = in.source();
    int at = in.position();
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
    in.seek(at);
    int read = readRest(in, target, to, below);
    in.pop(outer);
    return read;
  }

  /** The last ones, and all from one on that is longer than most. */
  private int readRest(ProtoReader in, int[] target, int from, int found)
      throws MalformedProtoException {
    int to = from;
    int below = found;
    while (in.hasMore()) {
      int value = in.readInt32();
      target[to++] = value;
      highest = Math.max(highest, value);
      below |= (value - 1) | value;
    }
    return below < 0 ? ~to : to;
  }
}
