package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Mappings;
import java.util.Arrays;

/** The columns of mappings while they are filled; entry 0 can be read even if there is none. */
final class MappingColumns extends Columns {
  private static final int MAX_KEPT_MAPPINGS = 1 << 13;

  long[] starts;
  long[] limits;
  long[] offsets;
  int[] files;
  int[] buildIds;

  /** Where the message of each mapping starts and ends in the body, in turn. */
  int[] spans;

  MappingColumns(boolean kept, int entries) {
    super(kept);
    int room = Math.max(1, entries);
    starts = new long[room];
    limits = new long[room];
    offsets = new long[room];
    files = new int[room];
    buildIds = new int[room];
    spans = new int[2 * room];
  }

  void clear() {
    size = 0;
    clear(0);
  }

  private void clear(int mapping) {
    starts[mapping] = 0;
    limits[mapping] = 0;
    offsets[mapping] = 0;
    files[mapping] = 0;
    buildIds[mapping] = 0;
  }

  /** Adds a mapping, the message of which is read later. */
  void add(int from, int to) throws ColumnsFullException {
    int mapping = size++;
    if (mapping == starts.length) {
      int grown = grown(mapping, MAX_KEPT_MAPPINGS);
      starts = Arrays.copyOf(starts, grown);
      limits = Arrays.copyOf(limits, grown);
      offsets = Arrays.copyOf(offsets, grown);
      files = Arrays.copyOf(files, grown);
      buildIds = Arrays.copyOf(buildIds, grown);
      spans = Arrays.copyOf(spans, 2 * grown);
    }
    clear(mapping);
    spans[2 * mapping] = from;
    spans[2 * mapping + 1] = to;
  }

  Mappings build() {
    int entries = Math.max(1, size);
    return new Mappings(
        exact(starts, entries),
        exact(limits, entries),
        exact(offsets, entries),
        exact(files, entries),
        exact(buildIds, entries),
        new byte[entries]);
  }
}
