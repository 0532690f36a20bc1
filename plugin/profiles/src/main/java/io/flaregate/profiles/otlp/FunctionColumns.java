package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Functions;
import java.util.Arrays;

/** The columns of functions while they are filled; entry 0 can be read even if there is none. */
final class FunctionColumns extends Columns {
  int[] names;
  int[] systemNames;
  int[] files;
  long[] startLines;

  FunctionColumns(boolean kept, int entries) {
    super(kept);
    int room = Math.max(1, entries);
    names = new int[room];
    systemNames = new int[room];
    files = new int[room];
    startLines = new long[room];
  }

  void clear() {
    size = 0;
    clearEntryZero();
  }

  void clearEntryZero() {
    names[0] = 0;
    systemNames[0] = 0;
    files[0] = 0;
    startLines[0] = 0;
  }

  void add(int name, int systemName, int file, long startLine) throws ColumnsFullException {
    int function = size++;
    if (function == names.length) {
      int grown = grown(function);
      names = Arrays.copyOf(names, grown);
      systemNames = Arrays.copyOf(systemNames, grown);
      files = Arrays.copyOf(files, grown);
      startLines = Arrays.copyOf(startLines, grown);
    }
    names[function] = name;
    systemNames[function] = systemName;
    files[function] = file;
    startLines[function] = startLine;
  }

  Functions build() {
    int entries = Math.max(1, size);
    return new Functions(
        exact(names, entries),
        exact(systemNames, entries),
        exact(files, entries),
        exact(startLines, entries));
  }
}
