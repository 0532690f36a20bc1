package io.flaregate.profiles.pprof;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.Varints;

/**
 * Writes fields of symbols to an array with room for them. Zeros are left out, as proto3 does.
 *
 * <p>Lines, functions and mappings are shorter than 128 bytes whatever their numbers are, so their
 * length takes one byte, which is filled in when the content stands behind it.
 */
final class Fields {
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
}
