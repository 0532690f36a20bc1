package io.flaregate.ring;

/**
 * The seeded pseudo-random numbers of Go's {@code math/rand} (first version), on which the members
 * of a shuffle shard depend bit by bit. Not for secrets.
 *
 * <p>An additive lagged Fibonacci generator: x(n) = x(n−273) + x(n−607) mod 2^64, seeded from a
 * Lehmer generator (vector file {@code go_rand.json}). Not safe for use by several threads.
 */
public final class GoRandom {
  private static final int LENGTH = 607;
  private static final int TAP = 273;
  private static final int WARM_UP_STEPS = 20;
  private static final int LEHMER_MULTIPLIER = 48271;
  private static final long LEHMER_MODULUS = Integer.MAX_VALUE;
  private static final long SEED_INSTEAD_OF_ZERO = 89482311;
  private static final long[] CONSTANTS = Tables.read("go-rand-table.txt");

  private final long[] values = new long[LENGTH];
  private int tap;
  private int feed;

  /** Creates a source that gives the numbers of Go's {@code rand.NewSource(seed)}. */
  public GoRandom(long seed) {
    seed(seed);
  }

  /** Starts over with another seed. */
  public void seed(long seed) {
    tap = 0;
    feed = LENGTH - TAP;
    long s = Math.floorMod(seed, LEHMER_MODULUS);
    if (s == 0) {
      s = SEED_INSTEAD_OF_ZERO;
    }
    for (int i = 0; i < WARM_UP_STEPS; i++) {
      s = step(s);
    }
    for (int i = 0; i < LENGTH; i++) {
      long a = step(s);
      long b = step(a);
      s = step(b);
      values[i] = a << 40 ^ b << 20 ^ s ^ CONSTANTS[i];
    }
  }

  /** The next number, all 64 bits of it. */
  public long uint64() {
    tap = tap == 0 ? LENGTH - 1 : tap - 1;
    feed = feed == 0 ? LENGTH - 1 : feed - 1;
    long sum = values[feed] + values[tap];
    values[feed] = sum;
    return sum;
  }

  /** The next number of 0 to 2^63−1. */
  public long int63() {
    return uint64() & Long.MAX_VALUE;
  }

  /** The next unsigned 32-bit number, in an {@code int}. */
  public int uint32() {
    return (int) (int63() >>> 31);
  }

  /** The next number of 0 to 2^31−1. */
  public int int31() {
    return (int) (int63() >>> 32);
  }

  /**
   * The next number of 0 to {@code bound}−1.
   *
   * @throws IllegalArgumentException if {@code bound} is not positive
   */
  public int intn(int bound) {
    if (bound <= 0) {
      throw new IllegalArgumentException("bound must be positive: " + bound);
    }
    if ((bound & (bound - 1)) == 0) {
      return int31() & (bound - 1);
    }
    // What lies above the last whole multiple of the bound is drawn again, as in Go.
    int max = (int) ((1L << 31) - 1 - (1L << 31) % bound);
    int drawn = int31();
    while (drawn > max) {
      drawn = int31();
    }
    return drawn % bound;
  }

  private static long step(long s) {
    return s * LEHMER_MULTIPLIER % LEHMER_MODULUS;
  }
}
