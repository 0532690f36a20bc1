package io.flaregate.profiles.merge;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Stacks;

/**
 * Rewrites the references of a dictionary so that they name the first of several equal entries. A
 * table is copied only if one that it refers to holds equal entries; what is not referred to any
 * more stays where it is.
 */
final class CanonicalDictionary {
  private final ContentLevel strings;
  private final ContentLevel functions;
  private final ContentLevel mappings;
  private final ContentLevel locations;

  CanonicalDictionary(
      ContentLevel strings, ContentLevel functions, ContentLevel mappings, ContentLevel locations) {
    this.strings = strings;
    this.functions = functions;
    this.mappings = mappings;
    this.locations = locations;
  }

  Dictionary rewrite(Dictionary from) {
    boolean newTexts = strings.hasDuplicates();
    boolean newSymbols = functions.hasDuplicates() || mappings.hasDuplicates();
    boolean newLocations = locations.hasDuplicates();
    if (!newTexts && !newSymbols && !newLocations) {
      return from;
    }
    return Dictionary.builder(from.strings())
        .mappings(newTexts ? mappings(from.mappings()) : from.mappings())
        .functions(newTexts ? functions(from.functions()) : from.functions())
        .locations(newSymbols ? locations(from.locations()) : from.locations())
        .stacks(newLocations ? stacks(from.stacks()) : from.stacks())
        .attributes(from.attributes())
        .links(from.links())
        .build();
  }

  private Mappings mappings(Mappings from) {
    int size = from.size();
    long[] starts = new long[size];
    long[] limits = new long[size];
    long[] offsets = new long[size];
    int[] fileNames = new int[size];
    int[] buildIds = new int[size];
    byte[] flags = new byte[size];
    for (int i = 0; i < size; i++) {
      starts[i] = from.memoryStart(i);
      limits[i] = from.memoryLimit(i);
      offsets[i] = from.fileOffset(i);
      fileNames[i] = strings.canonical(from.fileName(i));
      buildIds[i] = strings.canonical(from.buildId(i));
      flags[i] = (byte) from.flags(i);
    }
    return new Mappings(starts, limits, offsets, fileNames, buildIds, flags);
  }

  private Functions functions(Functions from) {
    int size = from.size();
    int[] names = new int[size];
    int[] systemNames = new int[size];
    int[] fileNames = new int[size];
    long[] startLines = new long[size];
    for (int i = 0; i < size; i++) {
      names[i] = strings.canonical(from.name(i));
      systemNames[i] = strings.canonical(from.systemName(i));
      fileNames[i] = strings.canonical(from.fileName(i));
      startLines[i] = from.startLine(i);
    }
    return new Functions(names, systemNames, fileNames, startLines);
  }

  private Locations locations(Locations from) {
    int size = from.size();
    int[] maps = new int[size];
    long[] addresses = new long[size];
    byte[] folded = new byte[size];
    int[] lineEnds = new int[size];
    for (int i = 0; i < size; i++) {
      maps[i] = mappings.canonical(from.mapping(i));
      addresses[i] = from.address(i);
      folded[i] = (byte) (from.isFolded(i) ? 1 : 0);
      lineEnds[i] = from.lineEnd(i);
    }
    int lines = from.lineCount();
    int[] lineFunctions = new int[lines];
    long[] numbers = new long[lines];
    long[] columns = new long[lines];
    for (int i = 0; i < lines; i++) {
      lineFunctions[i] = functions.canonical(from.lineFunction(i));
      numbers[i] = from.lineNumber(i);
      columns[i] = from.lineColumn(i);
    }
    return new Locations(maps, addresses, folded, lineEnds, lineFunctions, numbers, columns);
  }

  private Stacks stacks(Stacks from) {
    int size = from.size();
    int[] ends = new int[size];
    for (int i = 0; i < size; i++) {
      ends[i] = from.end(i);
    }
    int count = from.locationCount();
    int[] list = new int[count];
    for (int i = 0; i < count; i++) {
      list[i] = locations.canonical(from.location(i));
    }
    return new Stacks(ends, list);
  }
}
