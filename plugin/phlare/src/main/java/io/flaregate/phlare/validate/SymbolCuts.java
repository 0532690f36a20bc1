package io.flaregate.phlare.validate;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Stacks;

/** Functions and mappings whose names and paths are within a limit. */
final class SymbolCuts {
  private final Dictionary from;
  private final CutTexts texts;
  private final boolean[] cutFunctions;
  private final boolean[] cutMappings;

  SymbolCuts(Dictionary from, int maxBytes) {
    this.from = from;
    texts = new CutTexts(from.strings(), maxBytes);
    cutFunctions = new boolean[from.functions().size()];
    cutMappings = new boolean[from.mappings().size()];
    findFunctions();
    findMappings();
  }

  private void findFunctions() {
    Functions functions = from.functions();
    for (int i = 0; i < cutFunctions.length; i++) {
      cutFunctions[i] =
          isLong(functions.name(i))
              || isLong(functions.systemName(i))
              || isLong(functions.fileName(i));
    }
  }

  private void findMappings() {
    Mappings mappings = from.mappings();
    for (int i = 0; i < cutMappings.length; i++) {
      cutMappings[i] = isLong(mappings.fileName(i)) || isLong(mappings.buildId(i));
    }
  }

  private boolean isLong(int text) {
    return texts.within(text) != text;
  }

  /** Whether nothing is too long. */
  boolean isEmpty() {
    return texts.isEmpty();
  }

  /** The dictionary with names and paths within the limit. */
  Dictionary.Builder rewrite() {
    // The texts come last: these two still find some to cut.
    Mappings mappings = mappings();
    Functions functions = functions();
    return Dictionary.builder(texts.build())
        .mappings(mappings)
        .functions(functions)
        .locations(from.locations())
        .stacks(from.stacks())
        .attributes(from.attributes())
        .links(from.links());
  }

  private Functions functions() {
    Functions functions = from.functions();
    int size = functions.size();
    int[] names = new int[size];
    int[] systemNames = new int[size];
    int[] fileNames = new int[size];
    long[] startLines = new long[size];
    for (int i = 0; i < size; i++) {
      names[i] = texts.within(functions.name(i));
      systemNames[i] = texts.within(functions.systemName(i));
      fileNames[i] = texts.within(functions.fileName(i));
      startLines[i] = functions.startLine(i);
    }
    return new Functions(names, systemNames, fileNames, startLines);
  }

  private Mappings mappings() {
    Mappings mappings = from.mappings();
    int size = mappings.size();
    long[] starts = new long[size];
    long[] limits = new long[size];
    long[] offsets = new long[size];
    int[] fileNames = new int[size];
    int[] buildIds = new int[size];
    byte[] flags = new byte[size];
    for (int i = 0; i < size; i++) {
      starts[i] = mappings.memoryStart(i);
      limits[i] = mappings.memoryLimit(i);
      offsets[i] = mappings.fileOffset(i);
      fileNames[i] = texts.within(mappings.fileName(i));
      buildIds[i] = texts.within(mappings.buildId(i));
      flags[i] = (byte) mappings.flags(i);
    }
    return new Mappings(starts, limits, offsets, fileNames, buildIds, flags);
  }

  /** For each stacktrace whether it runs through a name or path that was cut. */
  boolean[] stacks() {
    boolean[] locations = locations();
    Stacks stacks = from.stacks();
    boolean[] cut = new boolean[stacks.size()];
    for (int i = 0; i < cut.length; i++) {
      for (int at = stacks.start(i); at < stacks.end(i) && !cut[i]; at++) {
        cut[i] = locations[stacks.location(at)];
      }
    }
    return cut;
  }

  private boolean[] locations() {
    Locations locations = from.locations();
    boolean[] cut = new boolean[locations.size()];
    for (int i = 0; i < cut.length; i++) {
      cut[i] = cutMappings[locations.mapping(i)];
      for (int line = locations.lineStart(i); line < locations.lineEnd(i) && !cut[i]; line++) {
        cut[i] = cutFunctions[locations.lineFunction(line)];
      }
    }
    return cut;
  }
}
