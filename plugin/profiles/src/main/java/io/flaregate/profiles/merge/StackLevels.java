package io.flaregate.profiles.merge;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Stacks;

/** The levels of locations and of the stacktraces that list them. */
final class StackLevels {
  private StackLevels() {}

  /** Locations, by mapping, address, lines and whether they are folded. */
  static final class LocationLevel extends ContentLevel {
    private final ContentLevel mappings;
    private final ContentLevel functions;
    private Locations locations = EMPTY;

    private static final Locations EMPTY =
        new Locations(
            new int[0], new long[0], new byte[0], new int[0], new int[0], new long[0], new long[0]);

    LocationLevel(Scratch scratch, ContentLevel mappings, ContentLevel functions) {
      super(scratch);
      this.mappings = mappings;
      this.functions = functions;
    }

    void load(Dictionary dictionary) {
      locations = dictionary.locations();
      run(locations.size(), 1);
    }

    @Override
    void hash(int[] hashes, int from, int size, SeededHash hash) {
      for (int i = from; i < size; i++) {
        int end = locations.lineEnd(i);
        int start = locations.lineStart(i);
        long shape = (long) (end - start) << 33 | (locations.isFolded(i) ? 1L << 32 : 0);
        shape |= mappings.canonical(locations.mapping(i));
        long sum = hash.mix(hash.start(), shape, locations.address(i));
        for (int line = start; line < end; line++) {
          int function = functions.canonical(locations.lineFunction(line));
          sum = hash.mix(sum, function, locations.lineNumber(line));
          long column = locations.lineColumn(line);
          sum = column == 0 ? sum : hash.mix(sum, column);
        }
        hashes[i] = SeededHash.finish(sum);
      }
    }

    @Override
    boolean contentEquals(int entry, int other) {
      return locations.address(entry) == locations.address(other)
          && locations.isFolded(entry) == locations.isFolded(other)
          && mappings.canonical(locations.mapping(entry))
              == mappings.canonical(locations.mapping(other))
          && linesEqual(entry, other);
    }

    private boolean linesEqual(int entry, int other) {
      int at = locations.lineStart(entry);
      int otherAt = locations.lineStart(other);
      int end = locations.lineEnd(entry);
      if (end - at != locations.lineEnd(other) - otherAt) {
        return false;
      }
      while (at < end) {
        if (locations.lineNumber(at) != locations.lineNumber(otherAt)
            || locations.lineColumn(at) != locations.lineColumn(otherAt)
            || functions.canonical(locations.lineFunction(at))
                != functions.canonical(locations.lineFunction(otherAt))) {
          return false;
        }
        at++;
        otherAt++;
      }
      return true;
    }
  }

  /** Stacktraces, by their locations in turn. */
  static final class StackLevel extends ContentLevel {
    private final ContentLevel locations;
    private Stacks stacks = new Stacks(new int[0], new int[0]);

    /** No two locations are equal, so that indices can be compared as they are. */
    private boolean asWritten;

    StackLevel(Scratch scratch, ContentLevel locations) {
      super(scratch);
      this.locations = locations;
    }

    void load(Dictionary dictionary) {
      stacks = dictionary.stacks();
      run(stacks.size(), 0);
    }

    @Override
    void hash(int[] hashes, int from, int size, SeededHash hash) {
      asWritten = !locations.hasDuplicates();
      for (int i = from; i < size; i++) {
        int start = stacks.start(i);
        int end = stacks.end(i);
        long sum = hash.mix(hash.start(), end - start);
        sum = asWritten ? written(hash, sum, start, end) : canonical(hash, sum, start, end);
        hashes[i] = SeededHash.finish(sum);
      }
    }

    private long written(SeededHash hash, long start, int from, int end) {
      long sum = start;
      int at = from;
      for (; at < end - 3; at += 4) {
        sum = hash.mix(sum, writtenPair(at), writtenPair(at + 2));
      }
      if (at < end - 1) {
        sum = hash.mix(sum, writtenPair(at));
        at += 2;
      }
      return at < end ? hash.mix(sum, stacks.location(at)) : sum;
    }

    private long writtenPair(int at) {
      return ((long) stacks.location(at) << 32) | stacks.location(at + 1);
    }

    private long canonical(SeededHash hash, long start, int from, int end) {
      long sum = start;
      int at = from;
      for (; at < end - 3; at += 4) {
        sum = hash.mix(sum, canonicalPair(at), canonicalPair(at + 2));
      }
      if (at < end - 1) {
        sum = hash.mix(sum, canonicalPair(at));
        at += 2;
      }
      return at < end ? hash.mix(sum, locations.canonical(stacks.location(at))) : sum;
    }

    private long canonicalPair(int at) {
      long first = locations.canonical(stacks.location(at));
      return (first << 32) | locations.canonical(stacks.location(at + 1));
    }

    @Override
    boolean contentEquals(int entry, int other) {
      return asWritten ? stacks.contentEquals(entry, other) : canonicallyEqual(entry, other);
    }

    private boolean canonicallyEqual(int entry, int other) {
      int at = stacks.start(entry);
      int otherAt = stacks.start(other);
      int end = stacks.end(entry);
      if (end - at != stacks.end(other) - otherAt) {
        return false;
      }
      while (at < end) {
        if (locations.canonical(stacks.location(at++))
            != locations.canonical(stacks.location(otherAt++))) {
          return false;
        }
      }
      return true;
    }
  }
}
