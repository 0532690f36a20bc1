package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import java.lang.ref.WeakReference;
import java.util.Arrays;

/**
 * What is known of the symbols of each mapping that a pprof uses: as its sender stated it, or else
 * what holds for every location of it (inlined frames: for any).
 *
 * <p>Readers take a mapping with functions for one that needs no symbols any more, so one location
 * without a function is enough for it to have none.
 */
final class MappingFlags {
  private static final int KEPT_LOCATIONS = 1 << 20;
  private static final int OF_EVERY_LOCATION =
      Mappings.HAS_FUNCTIONS | Mappings.HAS_FILENAMES | Mappings.HAS_LINE_NUMBERS;

  /** Set once it is known what a location says. */
  private static final int KNOWN = 0x40;

  private byte[] flags = {};

  /** What each location of the dictionary says of its mapping. */
  private byte[] ofLocations = {};

  /** The dictionary of the locations; weak, so that an idle encoder keeps no request. */
  private WeakReference<Dictionary> known = new WeakReference<>(null);

  /** Finds the flags of mappings, which get their ids by this. */
  void derive(Dictionary dictionary, LocationIds locationIds, Compactor mappingIds) {
    load(dictionary);
    Locations locations = dictionary.locations();
    int used = 0;
    for (int id = 1; id <= locationIds.count(); id++) {
      int location = locationIds.entry(id);
      int mapping = mappingIds.id(locations.mapping(location));
      if (mapping > used) {
        used = mapping;
        flags[mapping] = (byte) OF_EVERY_LOCATION;
      }
      if (ofLocations[location] == 0) {
        ofLocations[location] = (byte) (KNOWN | of(location, locations, dictionary));
      }
      flags[mapping] = (byte) both(flags[mapping], ofLocations[location]);
    }
    takeStated(dictionary.mappings(), mappingIds);
  }

  /** Whether the flags were found in this dictionary; unknown of large ones. */
  boolean areOf(Dictionary dictionary) {
    return known.get() == dictionary;
  }

  private void load(Dictionary dictionary) {
    if (!areOf(dictionary)) {
      known = new WeakReference<>(dictionary);
      int locations = dictionary.locations().size();
      if (ofLocations.length < locations) {
        ofLocations = new byte[locations];
      } else {
        Arrays.fill(ofLocations, 0, locations, (byte) 0);
      }
    }
    int mappings = dictionary.mappings().size();
    if (flags.length <= mappings) {
      flags = new byte[mappings + 1];
    }
  }

  /** Gives an array that has become large back to the heap. */
  void trim() {
    if (ofLocations.length > KEPT_LOCATIONS) {
      ofLocations = new byte[0];
      known = new WeakReference<>(null);
    }
  }

  private static int both(int known, int more) {
    return (known & more & OF_EVERY_LOCATION) | ((known | more) & Mappings.HAS_INLINE_FRAMES);
  }

  private static int of(int location, Locations locations, Dictionary dictionary) {
    int start = locations.lineStart(location);
    int end = locations.lineEnd(location);
    int all = start == end ? 0 : OF_EVERY_LOCATION;
    for (int at = start; at < end; at++) {
      int function = locations.lineFunction(at);
      all &= ofLine(function, locations.lineNumber(at), dictionary.functions());
    }
    return end - start > 1 ? all | Mappings.HAS_INLINE_FRAMES : all;
  }

  private static int ofLine(int function, long number, Functions functions) {
    boolean named = functions.name(function) != 0 || functions.systemName(function) != 0;
    return (named ? Mappings.HAS_FUNCTIONS : 0)
        | (functions.fileName(function) != 0 ? Mappings.HAS_FILENAMES : 0)
        | (number != 0 ? Mappings.HAS_LINE_NUMBERS : 0);
  }

  private void takeStated(Mappings mappings, Compactor mappingIds) {
    for (int id = 1; id <= mappingIds.count(); id++) {
      int stated = mappings.flags(mappingIds.entry(id));
      if (stated != 0) {
        flags[id] = (byte) stated;
      }
    }
    // Id 0 stands for locations without a mapping: nothing can be said for all of them.
    flags[0] = 0;
  }

  /** Whether a mapping, by its id in the pprof, has a flag of {@link Mappings}. */
  boolean has(int id, int flag) {
    return (flags[id] & flag) != 0;
  }
}
