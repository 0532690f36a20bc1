package io.flaregate.profiles.pprof;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.Varints;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes fields of symbols to an array with room for them. Zeros are left out, as proto3 does.
 *
 * <p>Lines, functions and mappings are shorter than 128 bytes whatever their numbers are, so their
 * length takes one byte, which is filled in when the content stands behind it.
 */
final class Fields {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private Fields() {}

  /** Starts a message of less than 128 bytes and returns the position of its content. */
  static int start(byte[] target, int position, int field) {
    target[position] = (byte) ((field << 3) | LENGTH);
    return position + 2;
  }

  /** Ends the message whose content starts at {@code mark}, and returns the position after it. */
  static int end(byte[] target, int mark, int at) {
    target[mark - 1] = (byte) (at - mark);
    return at;
  }

  /** Writes a number and returns the position after it. */
  static int number(byte[] target, int position, int field, int number) {
    if (number == 0) {
      return position;
    }
    target[position] = (byte) ((field << 3) | VARINT);
    return Varints.put(target, position + 1, number);
  }

  /** Writes a number and returns the position after it. */
  static int number(byte[] target, int position, int field, long number) {
    if (number == 0) {
      return position;
    }
    target[position] = (byte) ((field << 3) | VARINT);
    return Varints.put(target, position + 1, number);
  }

  /**
   * Writes two numbers and returns the position after them. Together where both are short; what
   * stands up to eight bytes behind {@code position} may be overwritten.
   */
  static int pair(byte[] target, int position, int field, int number, int nextField, int next) {
    if (number == 0 || next == 0 || ((number | next) & ~Varints.MAX_PREPARED) != 0) {
      return number(target, number(target, position, field, number), nextField, next);
    }
    int first = Varints.prepared(number);
    int second = Varints.prepared(next);
    int bytes = 1 + Varints.preparedBytes(first);
    long word = (nextField << 3 | VARINT) | (long) Varints.preparedWord(second) << Byte.SIZE;
    word = word << (bytes * Byte.SIZE) | (long) Varints.preparedWord(first) << Byte.SIZE;
    LONGS.set(target, position, word | (field << 3 | VARINT));
    return position + bytes + 1 + Varints.preparedBytes(second);
  }
}
