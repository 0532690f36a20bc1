package io.flaregate.phlare.exporter;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The rows of a request brought together by merge key: each group becomes one series. Groups are
 * ordered by their first rows, and rows within a group keep their order.
 *
 * <p>Representation: an open-addressing table of groups by the hash of their first row, and per row
 * the next one of its group.
 */
final class SeriesGroups {
  private static final int NONE = -1;

  private final int[] firsts;
  private final int[] lasts;
  private final int[] sizes;
  private final int[] nexts;
  private int count;

  private SeriesGroups(int rows) {
    firsts = new int[rows];
    lasts = new int[rows];
    sizes = new int[rows];
    nexts = new int[rows];
    Arrays.fill(nexts, NONE);
  }

  /**
   * Groups rows.
   *
   * @param rows how many there are
   * @param left which of them to leave out, besides those that the keys leave out
   */
  static SeriesGroups of(MergeKeys keys, int rows, BitSet left) {
    SeriesGroups groups = new SeriesGroups(rows);
    int[] table = new int[Integer.highestOneBit(Math.max(rows, 1)) << 2];
    Arrays.fill(table, NONE);
    int[] hashes = new int[rows];
    for (int row = 0; row < rows; row++) {
      if (left.get(row) || keys.isLeftOut(row)) {
        continue;
      }
      if (keys.isCumulative(row)) {
        groups.open(row);
      } else {
        groups.add(keys, row, keys.hash(row), table, hashes);
      }
    }
    return groups;
  }

  private void add(MergeKeys keys, int row, int hash, int[] table, int[] hashes) {
    int mask = table.length - 1;
    int at = hash & mask;
    while (table[at] != NONE) {
      int group = table[at];
      if (hashes[group] == hash && keys.equal(firsts[group], row)) {
        nexts[lasts[group]] = row;
        lasts[group] = row;
        sizes[group]++;
        return;
      }
      at = (at + 1) & mask;
    }
    hashes[count] = hash;
    table[at] = count;
    open(row);
  }

  private void open(int row) {
    firsts[count] = row;
    lasts[count] = row;
    sizes[count] = 1;
    count++;
  }

  /** How many groups there are. */
  int size() {
    return count;
  }

  /** The first row of a group, which gives the series its labels. */
  int first(int group) {
    return firsts[group];
  }

  /** How many rows a group has. */
  int rowCount(int group) {
    return sizes[group];
  }

  /** The rows of a group, ascending. */
  int[] rows(int group) {
    int[] rows = new int[sizes[group]];
    int row = firsts[group];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = row;
      row = nexts[row];
    }
    return rows;
  }

  /** The number of rows of all groups. */
  int rowCount() {
    int sum = 0;
    for (int group = 0; group < count; group++) {
      sum += sizes[group];
    }
    return sum;
  }
}
