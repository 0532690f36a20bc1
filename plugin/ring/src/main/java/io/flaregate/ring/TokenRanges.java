package io.flaregate.ring;

import java.util.Objects;

/**
 * The stretches of the 2^32 keys that begin their walk at one token: all keys of a stretch have the
 * same replication set, so that whoever visits them all knows of every series there can be.
 */
public final class TokenRanges {
  private TokenRanges() {}

  /** Is told of one stretch after the other. */
  @FunctionalInterface
  public interface Visitor {
    /**
     * One stretch.
     *
     * @param lastKey its last key, unsigned: one less than the token that ends it
     * @param keys how many keys it has, 1 or more
     * @param owner index of the member that owns the token
     * @return whether to go on
     */
    boolean range(int lastKey, long keys, int owner);
  }

  /**
   * Visits the stretches of a ring in the order of their tokens; the first one begins after the
   * highest token. There are none without tokens; otherwise their keys add up to 2^32.
   */
  public static void visit(TokenRing ring, Visitor visitor) {
    Objects.requireNonNull(visitor, "visitor is null");
    RingTopology topology = ring.topology();
    int[] tokens = topology.tokens;
    for (int i = 0; i < tokens.length; i++) {
      long before = i == 0 ? tokens[tokens.length - 1] - (1L << 32) : tokens[i - 1];
      long keys = tokens[i] - before;
      int lastKey = (tokens[i] ^ Integer.MIN_VALUE) - 1;
      // A token that stands twice ends a stretch once.
      if (keys > 0 && !visitor.range(lastKey, keys, topology.owners[i])) {
        return;
      }
    }
  }
}
