package io.flaregate.phlare.membership.memberlist;

import java.io.ByteArrayOutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads and writes the state that a push/pull carries: pairs, each after its length. */
final class UserState {
  private static final int LENGTH_BYTES = 4;

  private final byte[] bytes;
  private final int end;
  private int at;

  UserState(Slice state) {
    this.bytes = state.bytes;
    this.at = state.from;
    this.end = state.to;
  }

  /**
   * The next pair, or null after the last one.
   *
   * @throws MemberlistException if it cannot be cut out or read; then the rest is lost
   */
  @Nullable KeyValue next() throws MemberlistException {
    if (at == end) {
      return null;
    }
    long length = length();
    if (length > end - at) {
      throw MemberlistException.malformed(
          "user state: pair of " + length + " bytes, but " + (end - at) + " are left");
    }
    Slice pair = new Slice(bytes, at, at + (int) length);
    at += (int) length;
    return KeyValue.parse(pair);
  }

  private long length() throws MemberlistException {
    if (end - at < LENGTH_BYTES) {
      throw MemberlistException.malformed("user state: cut short within a length");
    }
    long length = 0;
    for (int i = 0; i < LENGTH_BYTES; i++) {
      length = length << 8 | (bytes[at++] & 0xff);
    }
    return length;
  }

  /** The state that holds these pairs, each as {@link KeyValue#write} gives it. */
  static byte[] write(List<byte[]> pairs) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] pair : pairs) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        out.write(pair.length >>> shift);
      }
      out.writeBytes(pair);
    }
    return out.toByteArray();
  }
}
