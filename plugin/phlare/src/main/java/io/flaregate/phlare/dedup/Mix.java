package io.flaregate.phlare.dedup;

/**
 * Steps of hashes of 64 bits; two of them with different starts side by side make one of 128 bits.
 * Each step multiplies two words that both depend on the hash so far and folds the 128-bit product,
 * as wyhash does.
 *
 * <p>The constants are fixed on purpose: another gateway, or this one after a restart, gives a
 * profile the same digest, and with it the same place beside the same other profile. Who makes two
 * profiles collide on purpose hurts one series of the own tenant, which can be had cheaper.
 */
final class Mix {
  /** What the two halves of a hash start from. */
  static final long START_A = 0x9E3779B97F4A7C15L;

  static final long START_B = 0xD1B54A32D192ED03L;

  private static final long FACTOR = 0x8CB92BA72F3D8DD7L;

  private Mix() {}

  /** Takes a word into a hash. */
  static long step(long hash, long word) {
    return fold(hash ^ word, Long.rotateLeft(hash, 32) ^ FACTOR);
  }

  /** Takes two words into a hash; their order counts. */
  static long step(long hash, long word, long next) {
    return fold(hash ^ word, Long.rotateLeft(hash, 32) ^ next ^ FACTOR);
  }

  private static long fold(long left, long right) {
    return (left * right) ^ Math.multiplyHigh(left, right);
  }
}
