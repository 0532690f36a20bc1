package io.flaregate.spi.profiles;

import java.util.Arrays;

/** The stacktraces: lists of locations, leaf first. */
public final class Stacks {
  private final int[] ends;
  private final int[] locations;

  /**
   * A table over columns that from now on belong to it.
   *
   * @param ends where each ends in the column of locations; it starts where the one before ends
   * @param locations locations of all stacktraces, one after another
   */
  public Stacks(int[] ends, int[] locations) {
    this.ends = ends;
    this.locations = locations;
  }

  /** The number of stacktraces. */
  public int size() {
    return ends.length;
  }

  /** Where a stacktrace starts, an index for {@link #location}. */
  public int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** The index after the end of a stacktrace. */
  public int end(int index) {
    return ends[index];
  }

  /** The number of locations of all stacktraces. */
  public int locationCount() {
    return locations.length;
  }

  /** A location of a stacktrace, {@code at} from {@link #start} to before {@link #end}. */
  public int location(int at) {
    return locations[at];
  }

  /** Whether two stacktraces have the same locations, by their indices. */
  public boolean contentEquals(int index, int other) {
    return Arrays.equals(locations, start(index), end(index), locations, start(other), end(other));
  }

  /** Copies locations from {@code at} on. */
  public void copyLocations(int at, int[] target, int position, int count) {
    System.arraycopy(locations, at, target, position, count);
  }
}
