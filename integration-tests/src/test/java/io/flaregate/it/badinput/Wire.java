package io.flaregate.it.badinput;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes protobuf byte by byte, right or wrong. */
public final class Wire {
  private static final int LENGTH_DELIMITED = 2;
  private static final int START_GROUP = 3;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A tag with any field number and wire type. */
  public Wire tag(long field, int type) {
    Squeeze.varint(out, (field << 3) | type);
    return this;
  }

  /** A varint on its own. */
  public Wire varint(long value) {
    Squeeze.varint(out, value);
    return this;
  }

  /** Bytes as they are. */
  public Wire raw(int... bytes) {
    for (int each : bytes) {
      out.write(each);
    }
    return this;
  }

  /** A field of bytes or a message. */
  public Wire bytes(long field, byte[] value) {
    tag(field, LENGTH_DELIMITED).varint(value.length);
    out.writeBytes(value);
    return this;
  }

  /** A field of text. */
  public Wire text(long field, String value) {
    return bytes(field, value.getBytes(StandardCharsets.UTF_8));
  }

  /** A field that is a number. */
  public Wire number(long field, long value) {
    return tag(field, 0).varint(value);
  }

  /** Groups in groups, none of which ends. */
  public Wire groups(int field, int depth) {
    for (int i = 0; i < depth; i++) {
      tag(field, START_GROUP);
    }
    return this;
  }

  /** One field in another, so many times, the innermost empty. */
  public static byte[] nestedFields(int[] fields, int depth) {
    // Written from the inside out: lengths first known there.
    byte[] reversed = new byte[depth * fields.length * 6];
    int at = reversed.length;
    for (int i = 0; i < depth; i++) {
      for (int f = fields.length - 1; f >= 0; f--) {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        Squeeze.varint(head, ((long) fields[f] << 3) | LENGTH_DELIMITED);
        Squeeze.varint(head, reversed.length - at);
        at -= head.size();
        System.arraycopy(head.toByteArray(), 0, reversed, at, head.size());
      }
    }
    return java.util.Arrays.copyOfRange(reversed, at, reversed.length);
  }

  /** What was written. */
  public byte[] done() {
    return out.toByteArray();
  }
}
