package io.flaregate.profiles.otlp;

import java.util.Arrays;

/**
 * The columns of a table while they are filled: those of a decoder, which grow, up to a bound, and
 * are kept from one request to the next; or those of one request, in the sizes that were counted.
 */
abstract class Columns {

  /** The most entries of most tables that are kept; all columns together take 17 MiB then. */
  static final int MAX_KEPT_ENTRIES = 1 << 16;

  private static final int FIRST_ENTRIES = 64;

  /** Whether the arrays stay with the decoder, so that a result gets copies of them. */
  final boolean kept;

  /** The number of entries so far. */
  int size;

  Columns(boolean kept) {
    this.kept = kept;
  }

  /**
   * How many entries arrays should have.
   *
   * @param entries how many they have
   * @param needed how many they must have at least
   * @param most how many they may have
   */
  static int grown(int entries, int needed, int most) throws ColumnsFullException {
    if (needed > most) {
      throw new ColumnsFullException();
    }
    return Math.min(most, Math.max(needed, Math.max(FIRST_ENTRIES, 2 * entries)));
  }

  /** How many entries arrays should have that are full. */
  static int grown(int entries) throws ColumnsFullException {
    return grown(entries, MAX_KEPT_ENTRIES);
  }

  /** How many entries arrays should have that are full; at most so many. */
  static int grown(int entries, int most) throws ColumnsFullException {
    return grown(entries, entries + 1, most);
  }

  /** The first entries of a column, as an array of its own. */
  final int[] exact(int[] column, int entries) {
    return kept || column.length != entries ? Arrays.copyOf(column, entries) : column;
  }

  /** The first entries of a column, as an array of its own. */
  final long[] exact(long[] column, int entries) {
    return kept || column.length != entries ? Arrays.copyOf(column, entries) : column;
  }

  /** The first entries of a column, as an array of its own. */
  final byte[] exact(byte[] column, int entries) {
    return kept || column.length != entries ? Arrays.copyOf(column, entries) : column;
  }
}
