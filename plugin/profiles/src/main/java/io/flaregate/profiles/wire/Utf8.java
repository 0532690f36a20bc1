package io.flaregate.profiles.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks and repairs UTF-8 (RFC 3629: no surrogates, no overlong forms, at most U+10FFFF). */
public final class Utf8 {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;

  private Utf8() {}

  /** Whether the bytes from {@code from} to before {@code to} are UTF-8. */
  public static boolean isValid(byte[] bytes, int from, int to) {
    int at = from;
    while (to - at >= Long.BYTES && isAscii(bytes, at)) {
      at += Long.BYTES;
    }
    if (to - at < Long.BYTES && to - from >= Long.BYTES && isAscii(bytes, to - Long.BYTES)) {
      return true;
    }
    while (at < to && bytes[at] >= 0) {
      at++;
    }
    return at == to || isValidBeyondAscii(bytes, at, to);
  }

  /** Whether the 8 bytes from {@code at} are ASCII. */
  private static boolean isAscii(byte[] bytes, int at) {
    return ((long) LONGS.get(bytes, at) & HIGH_BITS) == 0;
  }

  private static boolean isValidBeyondAscii(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int length = bytes[at] >= 0 ? 1 : sequence(bytes, at, to);
      if (length == 0) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /** The length of the sequence of several bytes at {@code at}, 0 if it is malformed. */
  private static int sequence(byte[] bytes, int at, int to) {
    int first = bytes[at] & 0xFF;
    int length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (first < 0xC2 || first > 0xF4 || to - at < length) {
      return 0;
    }
    for (int i = 1; i < length; i++) {
      if ((bytes[at + i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    int second = bytes[at + 1] & 0xFF;
    boolean malformed =
        switch (first) {
          case 0xE0 -> second < 0xA0;
          case 0xED -> second > 0x9F;
          case 0xF0 -> second < 0x90;
          case 0xF4 -> second > 0x8F;
          default -> false;
        };
    return malformed ? 0 : length;
  }

  /** A copy in which every malformed part has become U+FFFD. */
  public static byte[] repair(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, UTF_8).getBytes(UTF_8);
  }
}
