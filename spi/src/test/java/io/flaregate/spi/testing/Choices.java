package io.flaregate.spi.testing;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decisions taken from bytes, one after another, so that a fuzzer's input says what a test does.
 * When the bytes are used up, every further choice is the first.
 */
public final class Choices {
  private final byte[] bytes;
  private int at;

  /** Decisions that these bytes take. */
  public Choices(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Whether bytes are left. */
  public boolean hasMore() {
    return at < bytes.length;
  }

  /** The next byte, 0 to 255. */
  public int next() {
    return at < bytes.length ? bytes[at++] & 0xFF : 0;
  }

  /** A number from 0 to {@code bound - 1}; of the next byte. */
  public int below(int bound) {
    return next() % bound;
  }

  /** One of some. */
  @SafeVarargs
  public final <T> T oneOf(T... all) {
    return all[below(all.length)];
  }

  /** A number of the next eight bytes. */
  public long number() {
    long number = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      number = (number << 8) | next();
    }
    return number;
  }

  /** At most so many of the next bytes as a text, what is not UTF-8 replaced. */
  public String text(int maxBytes) {
    return new String(bytes(maxBytes), StandardCharsets.UTF_8);
  }

  /** At most so many of the next bytes. */
  public byte[] bytes(int maxBytes) {
    int end = Math.min(bytes.length, at + maxBytes);
    byte[] taken = Arrays.copyOfRange(bytes, at, end);
    at = end;
    return taken;
  }

  /** All bytes that are left. */
  public byte[] rest() {
    return bytes(bytes.length - at);
  }
}
