package io.flaregate.profiles.merge;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.StringTable;

/** The levels below locations: texts, and the functions and mappings that refer to them. */
final class SymbolLevels {
  private SymbolLevels() {}

  /** Texts, by their bytes. */
  static final class Strings extends ContentLevel {
    private StringTable strings = StringTable.empty();

    Strings(Scratch scratch) {
      super(scratch);
    }

    void load(Dictionary dictionary) {
      strings = dictionary.strings();
      run(strings.size(), 0);
    }

    @Override
    void hash(int[] hashes, int from, int size, SeededHash hash) {
      for (int i = from; i < size; i++) {
        hashes[i] = hash.text(strings, i);
      }
    }

    @Override
    boolean contentEquals(int entry, int other) {
      return strings.contentEquals(entry, other);
    }
  }

  /** Functions, by names, file and line. */
  static final class FunctionLevel extends ContentLevel {
    private final Strings strings;
    private Functions functions = EMPTY;

    private static final Functions EMPTY =
        new Functions(new int[0], new int[0], new int[0], new long[0]);

    FunctionLevel(Scratch scratch, Strings strings) {
      super(scratch);
      this.strings = strings;
    }

    void load(Dictionary dictionary) {
      functions = dictionary.functions();
      run(functions.size(), 1);
    }

    @Override
    void hash(int[] hashes, int from, int size, SeededHash hash) {
      for (int i = from; i < size; i++) {
        long name = strings.canonical(functions.name(i));
        long names = (name << 32) | strings.canonical(functions.systemName(i));
        long sum = hash.mix(hash.start(), names, strings.canonical(functions.fileName(i)));
        hashes[i] = SeededHash.finish(hash.mix(sum, functions.startLine(i)));
      }
    }

    @Override
    boolean contentEquals(int entry, int other) {
      return functions.startLine(entry) == functions.startLine(other)
          && same(functions.name(entry), functions.name(other))
          && same(functions.systemName(entry), functions.systemName(other))
          && same(functions.fileName(entry), functions.fileName(other));
    }

    private boolean same(int text, int other) {
      return strings.canonical(text) == strings.canonical(other);
    }
  }

  /** Mappings, by everything: two builds of one file are not the same. */
  static final class MappingLevel extends ContentLevel {
    private final Strings strings;
    private Mappings mappings = EMPTY;

    private static final Mappings EMPTY =
        new Mappings(new long[0], new long[0], new long[0], new int[0], new int[0], new byte[0]);

    MappingLevel(Scratch scratch, Strings strings) {
      super(scratch);
      this.strings = strings;
    }

    void load(Dictionary dictionary) {
      mappings = dictionary.mappings();
      run(mappings.size(), 1);
    }

    @Override
    void hash(int[] hashes, int from, int size, SeededHash hash) {
      for (int i = from; i < size; i++) {
        long sum = hash.mix(hash.start(), mappings.memoryStart(i));
        sum = hash.mix(sum, mappings.memoryLimit(i));
        sum = hash.mix(sum, mappings.fileOffset(i));
        sum = hash.mix(sum, strings.canonical(mappings.fileName(i)));
        hashes[i] = SeededHash.finish(hash.mix(sum, strings.canonical(mappings.buildId(i))));
      }
    }

    @Override
    boolean contentEquals(int entry, int other) {
      return mappings.memoryStart(entry) == mappings.memoryStart(other)
          && mappings.memoryLimit(entry) == mappings.memoryLimit(other)
          && mappings.fileOffset(entry) == mappings.fileOffset(other)
          && mappings.flags(entry) == mappings.flags(other)
          && strings.canonical(mappings.fileName(entry))
              == strings.canonical(mappings.fileName(other))
          && strings.canonical(mappings.buildId(entry))
              == strings.canonical(mappings.buildId(other));
    }
  }
}
