package io.flaregate.profiles.pprof;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Stacks;

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
    PprofReader.read(pprof, 0, pprof.length, new PprofScratch(), ReadMode.EXACT);
  }

  /**
   * Checks an uncompressed pprof, and that its ids count from 1 without gaps and that nothing in it
   * is unused.
   *
   * @throws MalformedPprofException if something is wrong; the message names it
   */
  public static void checkCompact(byte[] pprof) throws MalformedPprofException {
    PprofScratch scratch = new PprofScratch();
    DecodedPprof decoded = PprofReader.read(pprof, 0, pprof.length, scratch, ReadMode.EXACT);
    Dictionary dictionary = decoded.profiles().dictionary();
    checkIds("location", scratch.locationIds);
    checkIds("mapping", scratch.mappingIds);
    checkIds("function", scratch.functionIds);
    checkUse("location", usedLocations(dictionary));
    checkUse("mapping", usedMappings(dictionary.locations(), dictionary.mappings().size()));
    checkUse("function", usedFunctions(dictionary.locations(), dictionary.functions().size()));
    checkUse("string", usedTexts(decoded, scratch.labels));
  }

  private static void checkIds(String what, IdTable ids) throws MalformedPprofException {
    int at = ids.firstUncounted();
    if (at >= 0) {
      throw new MalformedPprofException(
          what + " " + at + " has id " + Long.toUnsignedString(ids.id(at)) + ", not " + (at + 1));
    }
  }

  private static void checkUse(String what, boolean[] used) throws MalformedPprofException {
    for (int i = 1; i < used.length; i++) {
      if (!used[i]) {
        throw new MalformedPprofException(what + " " + i + " is not used");
      }
    }
  }

  private static boolean[] usedLocations(Dictionary dictionary) {
    boolean[] used = new boolean[dictionary.locations().size()];
    Stacks stacks = dictionary.stacks();
    for (int at = 0; at < stacks.locationCount(); at++) {
      used[stacks.location(at)] = true;
    }
    return used;
  }

  private static boolean[] usedMappings(Locations locations, int mappings) {
    boolean[] used = new boolean[mappings];
    for (int i = 0; i < locations.size(); i++) {
      used[locations.mapping(i)] = true;
    }
    return used;
  }

  private static boolean[] usedFunctions(Locations locations, int functions) {
    boolean[] used = new boolean[functions];
    for (int line = 0; line < locations.lineCount(); line++) {
      used[locations.lineFunction(line)] = true;
    }
    return used;
  }

  private static boolean[] usedTexts(DecodedPprof decoded, LabelColumns labels) {
    Dictionary dictionary = decoded.profiles().dictionary();
    boolean[] used = new boolean[dictionary.strings().size()];
    Rows rows = decoded.profiles().rows();
    for (int type = 0; type < rows.typeCount(0); type++) {
      used[rows.typeName(type)] = true;
      used[rows.typeUnit(type)] = true;
    }
    used[rows.periodName(0)] = true;
    used[rows.periodUnit(0)] = true;
    for (int label = 0; label < labels.size(); label++) {
      used[labels.key(label)] = true;
      used[labels.text(label)] = true;
      used[labels.unit(label)] = true;
    }
    Mappings mappings = dictionary.mappings();
    for (int i = 0; i < mappings.size(); i++) {
      used[mappings.fileName(i)] = true;
      used[mappings.buildId(i)] = true;
    }
    Functions functions = dictionary.functions();
    for (int i = 0; i < functions.size(); i++) {
      used[functions.name(i)] = true;
      used[functions.systemName(i)] = true;
      used[functions.fileName(i)] = true;
    }
    return used;
  }
}
