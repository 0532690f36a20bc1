package io.flaregate.ring;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Objects;

/** The 64-bit xxHash with seed 0 (xxHash specification, XXH64). */
public final class XxHash64 {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;
  private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
  private static final long PRIME_5 = 0x27D4EB2F165667C5L;
  private static final long PRIME_1_PLUS_2 = 0x60EA27EEADC0B5D6L;
  private static final int STRIPE = 32;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private XxHash64() {}

  /** The hash of a whole array. */
  public static long hash(byte[] bytes) {
    return hash(bytes, 0, bytes.length);
  }

  /**
   * The hash of a slice.
   *
   * @throws IndexOutOfBoundsException if the slice is not within {@code bytes}
   */
  public static long hash(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int end = offset + length;
    int at = offset;
    long h = PRIME_5;
    if (length >= STRIPE) {
      int stripes = length / STRIPE;
      h = stripes(bytes, offset, stripes);
      at += stripes * STRIPE;
    }
    return avalanche(tail(h + length, bytes, at, end));
  }

  private static long stripes(byte[] bytes, int offset, int count) {
    long a = PRIME_1_PLUS_2;
    long b = PRIME_2;
    long c = 0;
    long d = -PRIME_1;
    for (int i = 0, at = offset; i < count; i++, at += STRIPE) {
      a = round(a, (long) LONGS.get(bytes, at));
      b = round(b, (long) LONGS.get(bytes, at + 8));
      c = round(c, (long) LONGS.get(bytes, at + 16));
      d = round(d, (long) LONGS.get(bytes, at + 24));
    }
    long h =
        Long.rotateLeft(a, 1)
            + Long.rotateLeft(b, 7)
            + Long.rotateLeft(c, 12)
            + Long.rotateLeft(d, 18);
    return merge(merge(merge(merge(h, a), b), c), d);
  }

  private static long tail(long start, byte[] bytes, int from, int end) {
    long h = start;
    int at = from;
    for (; at + 8 <= end; at += 8) {
      h = Long.rotateLeft(h ^ round(0, (long) LONGS.get(bytes, at)), 27) * PRIME_1 + PRIME_4;
    }
    if (at + 4 <= end) {
      long word = (int) INTS.get(bytes, at) & 0xffffffffL;
      h = Long.rotateLeft(h ^ word * PRIME_1, 23) * PRIME_2 + PRIME_3;
      at += 4;
    }
    for (; at < end; at++) {
      h = Long.rotateLeft(h ^ (bytes[at] & 0xff) * PRIME_5, 11) * PRIME_1;
    }
    return h;
  }

  private static long round(long accumulator, long input) {
    return Long.rotateLeft(accumulator + input * PRIME_2, 31) * PRIME_1;
  }

  private static long merge(long h, long accumulator) {
    return (h ^ round(0, accumulator)) * PRIME_1 + PRIME_4;
  }

  private static long avalanche(long hash) {
    long h = (hash ^ hash >>> 33) * PRIME_2;
    h = (h ^ h >>> 29) * PRIME_3;
    return h ^ h >>> 32;
  }
}
