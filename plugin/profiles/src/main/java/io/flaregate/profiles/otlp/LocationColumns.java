package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Locations;
import java.util.Arrays;

/**
 * The columns of locations and of their lines while they are filled; entry 0 can be read even if
 * there is none.
 */
final class LocationColumns extends Columns {
  private static final int MAX_KEPT_LINES = 1 << 17;

  int[] mappings;
  long[] addresses;
  int[] lineEnds;

  /** The number of lines of all locations. */
  int lines;

  int[] lineFunctions;
  long[] lineNumbers;
  private long[] lineColumns = {};
  private boolean hasLineColumns;

  LocationColumns(boolean kept, int entries, int lineEntries) {
    super(kept);
    int room = Math.max(1, entries);
    mappings = new int[room];
    addresses = new long[room];
    lineEnds = new int[room];
    lineFunctions = new int[lineEntries];
    lineNumbers = new long[lineEntries];
  }

  void clear() {
    size = 0;
    lines = 0;
    hasLineColumns = false;
    mappings[0] = 0;
    addresses[0] = 0;
    lineEnds[0] = 0;
  }

  /** Adds a location of the lines since the last one. */
  void add(int mapping, long address) throws ColumnsFullException {
    int location = size++;
    if (location == mappings.length) {
      int grown = grown(location);
      mappings = Arrays.copyOf(mappings, grown);
      addresses = Arrays.copyOf(addresses, grown);
      lineEnds = Arrays.copyOf(lineEnds, grown);
    }
    mappings[location] = mapping;
    addresses[location] = address;
    lineEnds[location] = lines;
  }

  void addLine(int function, long number, long column) throws ColumnsFullException {
    int line = lines++;
    if (line == lineFunctions.length) {
      int grown = grown(line, MAX_KEPT_LINES);
      lineFunctions = Arrays.copyOf(lineFunctions, grown);
      lineNumbers = Arrays.copyOf(lineNumbers, grown);
    }
    lineFunctions[line] = function;
    lineNumbers[line] = number;
    if (column != 0 || hasLineColumns) {
      setColumn(line, column);
    }
  }

  /** Most senders tell no columns: nothing is kept of them before the first. */
  private void setColumn(int line, long column) {
    if (lineColumns.length < lineFunctions.length) {
      lineColumns = Arrays.copyOf(lineColumns, lineFunctions.length);
    }
    if (!hasLineColumns) {
      Arrays.fill(lineColumns, 0, line, 0);
      hasLineColumns = true;
    }
    lineColumns[line] = column;
  }

  /** Takes back the lines that came after so many of them. */
  void forgetLines(int first) {
    lines = first;
  }

  /** Where the lines of a location start. */
  int lineStart(int location) {
    return location == 0 ? 0 : lineEnds[location - 1];
  }

  Locations build() {
    int entries = Math.max(1, size);
    return new Locations(
        exact(mappings, entries),
        exact(addresses, entries),
        new byte[0],
        exact(lineEnds, entries),
        exact(lineFunctions, lines),
        exact(lineNumbers, lines),
        hasLineColumns ? exact(lineColumns, lines) : new long[0]);
  }
}
