package io.flaregate.phlare.dedup;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The profiles of a request that share a series and a millisecond, as keys of sources. Equal ones
 * among them are told apart by a number, so that two are two.
 */
final class Group {
  final int[] rows;
  private final long placeA;
  private final long placeB;
  private final long seriesA;
  private final long seriesB;
  private final long millis;
  private final long[] keys;

  /**
   * A group.
   *
   * @param rows the rows
   * @param series digest of the series
   * @param millis the millisecond
   * @param digests for each of the rows both halves of its digest
   */
  Group(int[] rows, Digest series, long millis, long[] digests) {
    this.rows = rows;
    this.millis = millis;
    seriesA = series.a();
    seriesB = series.b();
    placeA = Mix.step(seriesA, millis);
    placeB = Mix.step(seriesB, millis);
    keys = new long[2 * rows.length];
    int[] numbers = numbers(digests);
    for (int i = 0; i < rows.length; i++) {
      keys[2 * i] = Mix.step(placeA, digests[2 * i], numbers[i]);
      keys[2 * i + 1] = Mix.step(placeB, digests[2 * i + 1], numbers[i]);
    }
  }

  /** For each the number of equal ones before it; the second half stands for both. */
  private int[] numbers(long[] digests) {
    int[] numbers = new int[rows.length];
    if (!anyEqual(digests)) {
      return numbers;
    }
    Map<Long, Integer> seen = new HashMap<>();
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = seen.merge(digests[2 * i + 1], 1, Integer::sum) - 1;
    }
    return numbers;
  }

  private boolean anyEqual(long[] digests) {
    if (rows.length == 1) {
      return false;
    }
    long[] sorted = new long[rows.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = digests[2 * i + 1];
    }
    Arrays.sort(sorted);
    for (int i = 1; i < sorted.length; i++) {
      if (sorted[i] == sorted[i - 1]) {
        return true;
      }
    }
    return false;
  }

  int size() {
    return rows.length;
  }

  /** The first half of the key of a source. */
  long a(int at) {
    return keys[2 * at];
  }

  /** The second half. */
  long b(int at) {
    return keys[2 * at + 1];
  }

  /** What a source adds to the sum of its place. */
  long share(int at) {
    return Mix.step(keys[2 * at], keys[2 * at + 1]);
  }

  /** The first half of the key of the place so many milliseconds later. */
  long placeA(int shiftMillis) {
    return shiftMillis == 0 ? placeA : Mix.step(seriesA, millis + shiftMillis);
  }

  /** The second half. */
  long placeB(int shiftMillis) {
    return shiftMillis == 0 ? placeB : Mix.step(seriesB, millis + shiftMillis);
  }
}
