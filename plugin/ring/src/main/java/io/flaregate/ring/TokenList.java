package io.flaregate.ring;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An immutable list of ring tokens (unsigned 32-bit numbers), compared by content. */
public final class TokenList {
  private static final TokenList EMPTY = new TokenList(new int[0]);

  private final int[] tokens;

  private TokenList(int[] tokens) {
    this.tokens = tokens;
  }

  /** The list without tokens. */
  public static TokenList empty() {
    return EMPTY;
  }

  /** A list of these tokens, in this order; the array is copied. */
  public static TokenList of(int... tokens) {
    return tokens.length == 0 ? EMPTY : new TokenList(tokens.clone());
  }

  /** Number of tokens. */
  public int size() {
    return tokens.length;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return tokens.length == 0;
  }

  /**
   * The token at a position.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public int get(int index) {
    return tokens[index];
  }

  /** A copy of the tokens. */
  public int[] toArray() {
    return tokens.clone();
  }

  /** The same tokens ascending (unsigned), each once. */
  public TokenList normalised() {
    int[] sorted = flip(tokens.clone());
    Arrays.sort(sorted);
    int kept = 0;
    for (int i = 0; i < sorted.length; i++) {
      if (i == 0 || sorted[i] != sorted[i - 1]) {
        sorted[kept++] = sorted[i];
      }
    }
    return kept == 0 ? EMPTY : new TokenList(flip(Arrays.copyOf(sorted, kept)));
  }

  /** Turns unsigned order into signed order and back. */
  private static int[] flip(int[] tokens) {
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] ^= Integer.MIN_VALUE;
    }
    return tokens;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TokenList list && Arrays.equals(tokens, list.tokens);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tokens);
  }

  /** The tokens as unsigned numbers. */
  @Override
  public String toString() {
    return Arrays.stream(tokens)
        .mapToObj(Integer::toUnsignedString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
