package io.flaregate.phlare.membership.memberlist;

import static java.util.Objects.checkFromToIndex;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A part of an array, which is not copied and must not change. */
final class Slice {
  static final Slice EMPTY = new Slice(new byte[0], 0, 0);

  final byte[] bytes;
  final int from;
  final int to;

  Slice(byte[] bytes, int from, int to) {
    checkFromToIndex(from, to, bytes.length);
    this.bytes = bytes;
    this.from = from;
    this.to = to;
  }

  static Slice of(byte[] bytes) {
    return new Slice(bytes, 0, bytes.length);
  }

  int length() {
    return to - from;
  }

  byte[] copy() {
    return Arrays.copyOfRange(bytes, from, to);
  }

  /** The bytes as text; what is not UTF-8 becomes U+FFFD. */
  String text() {
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
