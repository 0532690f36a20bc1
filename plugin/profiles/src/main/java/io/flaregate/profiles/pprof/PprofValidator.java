package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.Utf8;

/**
 * Says whether a pprof is well-formed: value types there, as many values in every sample; ids
 * unique and not 0; every location, mapping, function and text that is referred to there; texts
 * UTF-8, the first one empty. Readers exist that crash on a pprof which is not.
 */
public final class PprofValidator {
  private PprofValidator() {}

  /**
   * Checks an uncompressed pprof.
   *
   * @throws MalformedPprofException if something is wrong; the message names it
   */
  public static void check(byte[] pprof) throws MalformedPprofException {
    RawPprof raw = RawPprof.read(pprof, 0, pprof.length);
    PprofChecks.check(raw);
    checkReferences(raw);
    for (int i = 0; i < raw.strings(); i++) {
      int offset = raw.stringOffsets.get(i);
      if (!Utf8.isValid(pprof, offset, offset + raw.stringLengths.get(i))) {
        throw new MalformedPprofException("string " + i + " is not UTF-8");
      }
    }
  }

  /**
   * Checks an uncompressed pprof, and that its ids count from 1 without gaps and that nothing in it
   * is unused.
   *
   * @throws MalformedPprofException if something is wrong; the message names it
   */
  public static void checkCompact(byte[] pprof) throws MalformedPprofException {
    check(pprof);
    RawPprof raw = RawPprof.read(pprof, 0, pprof.length);
    RawSymbols symbols = raw.symbols;
    checkUse("location", symbols.locationIds, raw.samples.locationIds);
    checkUse("mapping", symbols.mappingIds, symbols.locationMappings);
    checkUse("function", symbols.functionIds, symbols.lineFunctions);
    checkTextUse(raw);
  }

  private static void checkReferences(RawPprof raw) throws MalformedPprofException {
    RawSymbols symbols = raw.symbols;
    IdTable locations = new IdTable("location", symbols.locationIds);
    IdTable mappings = new IdTable("mapping", symbols.mappingIds);
    IdTable functions = new IdTable("function", symbols.functionIds);
    checkEach("a sample", "location", raw.samples.locationIds, locations, false);
    checkEach("a location", "mapping", symbols.locationMappings, mappings, true);
    checkEach("a line", "function", symbols.lineFunctions, functions, false);
  }

  private static void checkEach(
      String who, String what, LongColumn references, IdTable table, boolean zeroIsNone)
      throws MalformedPprofException {
    for (int i = 0; i < references.size(); i++) {
      long id = references.get(i);
      if (table.find(id) == 0 && !(zeroIsNone && id == 0)) {
        throw new MalformedPprofException(
            who + " refers to " + what + " " + Long.toUnsignedString(id) + ", which is not there");
      }
    }
  }

  private static void checkUse(String what, LongColumn ids, LongColumn references)
      throws MalformedPprofException {
    boolean[] used = new boolean[ids.size() + 1];
    for (int i = 0; i < references.size(); i++) {
      long id = references.get(i);
      if (id > ids.size()) {
        throw new MalformedPprofException(what + " ids have gaps");
      }
      used[(int) id] = true;
    }
    for (int i = 0; i < ids.size(); i++) {
      if (ids.get(i) != i + 1) {
        throw new MalformedPprofException(
            what + " " + i + " has id " + ids.get(i) + ", not " + (i + 1));
      }
      if (!used[i + 1]) {
        throw new MalformedPprofException(what + " " + (i + 1) + " is not used");
      }
    }
  }

  private static void checkTextUse(RawPprof raw) throws MalformedPprofException {
    boolean[] used = new boolean[raw.strings()];
    RawSymbols symbols = raw.symbols;
    RawSamples samples = raw.samples;
    LongColumn[] columns = {
      raw.sampleTypes,
      samples.labelKeys,
      samples.labelTexts,
      samples.labelUnits,
      symbols.mappingFiles,
      symbols.mappingBuildIds,
      symbols.functionNames,
      symbols.functionSystemNames,
      symbols.functionFiles
    };
    for (LongColumn column : columns) {
      for (int i = 0; i < column.size(); i++) {
        used[(int) column.get(i)] = true;
      }
    }
    used[(int) raw.periodType] = true;
    used[(int) raw.periodUnit] = true;
    for (int i = 1; i < used.length; i++) {
      if (!used[i]) {
        throw new MalformedPprofException("string " + i + " is not used");
      }
    }
  }
}
