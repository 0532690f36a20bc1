package io.flaregate.profiles.merge;

import io.flaregate.spi.profiles.StringTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hashes of what senders chose, under a secret that changes with every {@link #reseed}, so that
 * nobody can send keys that collide. Tables compare what they find exactly: a hash only says where
 * to look.
 */
final class SeededHash implements StringTable.ByteVisitor {
  // Each step multiplies two secret-dependent 64-bit words and folds the 128-bit product, as wyhash
  // does: what flipping a bit of the input does to the product depends on the other, secret factor.

  private static final AtomicLong SEEDS = new AtomicLong(new SecureRandom().nextLong());
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long secret;
  private long start;
  private int lastText;

  SeededHash() {
    reseed();
  }

  /** Takes new secrets. */
  void reseed() {
    secret = scramble(SEEDS.getAndAdd(GOLDEN));
    start = scramble(secret + GOLDEN) | 1;
  }

  private static long scramble(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }

  /** What a hash starts from. */
  long start() {
    return start;
  }

  /** Takes a value into a hash. */
  long mix(long hash, long value) {
    long word = value ^ secret;
    return (word * hash) ^ Math.multiplyHigh(word, hash) ^ hash;
  }

  /** Takes two values into a hash at the cost of one. */
  long mix(long hash, long first, long second) {
    long word = first ^ secret;
    long other = second ^ hash;
    return (word * other) ^ Math.multiplyHigh(word, other) ^ hash;
  }

  /** The bits of a hash that tables use. */
  static int finish(long hash) {
    return (int) (hash ^ (hash >>> 32));
  }

  /** The hash of a text's bytes. */
  int text(StringTable strings, int index) {
    strings.visit(index, this);
    return lastText;
  }

  /** The hash of bytes. */
  int bytes(byte[] bytes, int offset, int length) {
    visit(bytes, offset, length);
    return lastText;
  }

  @Override
  public void visit(byte[] bytes, int offset, int length) {
    long hash = mix(start, length);
    int at = offset;
    int end = offset + length;
    for (; at <= end - 2 * Long.BYTES; at += 2 * Long.BYTES) {
      hash = mix(hash, (long) LONGS.get(bytes, at), (long) LONGS.get(bytes, at + Long.BYTES));
    }
    if (at < end && length >= 2 * Long.BYTES) {
      // The rest, together with bytes that were seen before.
      long last = (long) LONGS.get(bytes, end - Long.BYTES);
      hash = mix(hash, (long) LONGS.get(bytes, end - 2 * Long.BYTES), last);
    } else if (at <= end - Long.BYTES) {
      long last = (long) LONGS.get(bytes, end - Long.BYTES);
      hash = mix(hash, (long) LONGS.get(bytes, at), last);
    } else if (at < end) {
      hash = mix(hash, tail(bytes, at, end));
    }
    lastText = finish(hash);
  }

  private static long tail(byte[] bytes, int from, int end) {
    long word = 0;
    for (int at = from; at < end; at++) {
      word = word << Byte.SIZE | (bytes[at] & 0xFF);
    }
    return word;
  }
}
