package io.flaregate.ring;

import java.nio.charset.StandardCharsets;

/**
 * Tokens for members that were configured without any: derived from the id alone, so that every
 * gateway with the same configuration places series alike, at each start.
 *
 * <p>The rule, which must not change (series would move): cut the 2^32 keys into {@code count}
 * equal stretches; the token in stretch {@code i} lies at a pseudo-random place of it, {@code r_i ·
 * width / 2^32}, where {@code r_i} is the upper half of the SplitMix64 finaliser of {@code h +
 * (i+1) · 0x9E3779B97F4A7C15} and {@code h} the {@link XxHash64} of the id in UTF-8. One token per
 * stretch makes them distinct and spreads them better than wholly random ones: with 128 each, 3 to
 * 10 members own between 0.65 and 1.35 times their fair share (a test holds it to that).
 */
public final class StaticTokens {
  /** Tokens per member unless told otherwise, as upstream's ingesters have. */
  public static final int DEFAULT_COUNT = 128;

  /** Most tokens that a member can have. */
  public static final int MAX_COUNT = 1 << 16;

  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private StaticTokens() {}

  /** {@link #DEFAULT_COUNT} tokens for a member. */
  public static TokenList derive(String id) {
    return derive(id, DEFAULT_COUNT);
  }

  /**
   * Distinct tokens for a member, ascending.
   *
   * @param count 1 to {@link #MAX_COUNT}
   * @throws IllegalArgumentException if {@code count} is out of range
   */
  public static TokenList derive(String id, int count) {
    if (count < 1 || count > MAX_COUNT) {
      throw new IllegalArgumentException(
          "number of tokens of " + id + " must be 1 to " + MAX_COUNT + ": " + count);
    }
    long hash = XxHash64.hash(id.getBytes(StandardCharsets.UTF_8));
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      long from = (1L << 32) * i / count;
      long width = (1L << 32) * (i + 1) / count - from;
      long random = mix(hash + (i + 1) * GOLDEN_GAMMA) >>> 32;
      tokens[i] = (int) (from + ((random * width) >>> 32));
    }
    return TokenList.of(tokens);
  }

  /** The finaliser of SplitMix64. */
  private static long mix(long value) {
    long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }
}
