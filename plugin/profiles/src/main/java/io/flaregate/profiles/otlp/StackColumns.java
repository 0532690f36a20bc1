package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Stacks;
import java.util.Arrays;

/** The columns of stacks while they are filled. */
final class StackColumns extends Columns {
  private static final int MAX_KEPT_STACKS = 1 << 17;
  private static final int MAX_KEPT_LOCATIONS = 1 << 20;

  int[] ends;

  /** The locations of all stacks. */
  int[] locations;

  /** The number of locations of all stacks. */
  int locationCount;

  /** The highest of these locations at least; what is above may be no location. */
  int highestLocation;

  StackColumns(boolean kept, int entries, int locationEntries) {
    super(kept);
    ends = new int[entries];
    locations = new int[locationEntries];
  }

  void clear() {
    size = 0;
    locationCount = 0;
    highestLocation = 0;
  }

  /** Makes room for so many more locations, unless their number was counted. */
  void makeRoom(int more) throws ColumnsFullException {
    int needed = locationCount + more;
    if (kept && needed > locations.length) {
      locations = Arrays.copyOf(locations, grown(locations.length, needed, MAX_KEPT_LOCATIONS));
    }
  }

  /** Adds a stack of the locations since the last one. */
  void add() throws ColumnsFullException {
    int stack = size++;
    if (stack == ends.length) {
      ends = Arrays.copyOf(ends, grown(stack, MAX_KEPT_STACKS));
    }
    ends[stack] = locationCount;
  }

  /** Where the locations of a stack start. */
  int start(int stack) {
    return stack == 0 ? 0 : ends[stack - 1];
  }

  Stacks build() {
    return new Stacks(exact(ends, size), exact(locations, locationCount));
  }
}
