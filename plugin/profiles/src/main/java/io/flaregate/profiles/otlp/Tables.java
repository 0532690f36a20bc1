package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Stacks;
import java.util.Arrays;

/**
 * The columns of a dictionary while they are filled. Every table but that of stacks has an entry 0
 * even if the request has none.
 */
final class Tables {
  final long[] mappingStarts;
  final long[] mappingLimits;
  final long[] mappingOffsets;
  final int[] mappingFiles;
  final int[] mappingBuildIds;

  final int[] functionNames;
  final int[] functionSystemNames;
  final int[] functionFiles;
  final long[] functionStartLines;

  final int[] locationMappings;
  final long[] locationAddresses;
  final int[] locationLineEnds;
  final int[] lineFunctions;
  final long[] lineNumbers;
  private long[] lineColumns = {};

  final int[] stackEnds;
  final int[] stackLocations;

  final long[] linkTraceHigh;
  final long[] linkTraceLow;
  final long[] linkSpans;

  Tables(Counts counts) {
    int mappings = Math.max(1, counts.mappings);
    mappingStarts = new long[mappings];
    mappingLimits = new long[mappings];
    mappingOffsets = new long[mappings];
    mappingFiles = new int[mappings];
    mappingBuildIds = new int[mappings];

    int functions = Math.max(1, counts.functions);
    functionNames = new int[functions];
    functionSystemNames = new int[functions];
    functionFiles = new int[functions];
    functionStartLines = new long[functions];

    int locations = Math.max(1, counts.locations);
    locationMappings = new int[locations];
    locationAddresses = new long[locations];
    locationLineEnds = new int[locations];
    lineFunctions = new int[counts.lines];
    lineNumbers = new long[counts.lines];

    stackEnds = new int[counts.stacks];
    stackLocations = new int[counts.stackLocations];

    int links = Math.max(1, counts.links);
    linkTraceHigh = new long[links];
    linkTraceLow = new long[links];
    linkSpans = new long[links];
  }

  /** Sets the column of a line; most senders tell none, so the array is made for the first. */
  void column(int line, long column) {
    if (column != 0 && lineColumns.length == 0) {
      lineColumns = new long[lineNumbers.length];
    }
    if (lineColumns.length != 0) {
      lineColumns[line] = column;
    }
  }

  /** Where the lines of a location start. */
  int lineStart(int location) {
    return location == 0 ? 0 : locationLineEnds[location - 1];
  }

  /** Where the locations of a stack start. */
  int stackStart(int stack) {
    return stack == 0 ? 0 : stackEnds[stack - 1];
  }

  /** The dictionary; the columns belong to it from then on. */
  Dictionary build(Texts texts, AttributeColumns attributes) {
    int used = stackEnds.length == 0 ? 0 : stackEnds[stackEnds.length - 1];
    int[] locations =
        used == stackLocations.length ? stackLocations : Arrays.copyOf(stackLocations, used);
    return Dictionary.builder(texts.build())
        .mappings(
            new Mappings(
                mappingStarts,
                mappingLimits,
                mappingOffsets,
                mappingFiles,
                mappingBuildIds,
                new byte[mappingFiles.length]))
        .functions(
            new Functions(functionNames, functionSystemNames, functionFiles, functionStartLines))
        .locations(
            new Locations(
                locationMappings,
                locationAddresses,
                new byte[0],
                locationLineEnds,
                lineFunctions,
                lineNumbers,
                lineColumns))
        .stacks(new Stacks(stackEnds, locations))
        .attributes(attributes.build())
        .links(new Links(linkTraceHigh, linkTraceLow, linkSpans))
        .build();
  }
}
