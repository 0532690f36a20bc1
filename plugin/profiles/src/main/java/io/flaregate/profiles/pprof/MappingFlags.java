package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;

/**
 * What is known of the symbols of each mapping that a pprof uses: as its sender stated it, or else
 * what holds for every location of it (inlined frames: for any).
 *
 * <p>Readers take a mapping with functions for one that needs no symbols any more, so one location
 * without a function is enough for it to have none.
 */
final class MappingFlags {
  private static final int KEPT_ENTRIES = 1 << 20;
  private static final int OF_EVERY_LOCATION =
      Mappings.HAS_FUNCTIONS | Mappings.HAS_FILENAMES | Mappings.HAS_LINE_NUMBERS;

  private byte[] flags = {};

  /** What each function of the dictionary says, and each location of its mapping. */
  private byte[] ofFunctions = {};

  private byte[] ofLocations = {};

  /** Whether the two above are those of the dictionary under way. */
  private boolean isLoaded;

  /** Finds the flags of mappings, which get their ids by this. */
  void derive(Dictionary dictionary, LocationIds locationIds, Compactor mappingIds) {
    load(dictionary);
    Locations locations = dictionary.locations();
    int highest = 0;
    int mapping = 0;
    int mappingId = 0;
    int found = 0;
    for (int id = 1; id <= locationIds.count(); id++) {
      int location = locationIds.entry(id);
      int next = locations.mapping(location);
      if (next != mapping) {
        // Locations that follow each other have the same mapping mostly.
        flags[mappingId] = (byte) found;
        mapping = next;
        mappingId = mappingIds.id(mapping);
        found = mappingId > highest ? OF_EVERY_LOCATION : flags[mappingId];
        highest = Math.max(highest, mappingId);
      }
      found = both(found, ofLocations[location]);
    }
    flags[mappingId] = (byte) found;
    takeStated(dictionary.mappings(), mappingIds);
  }

  /** Forgets the dictionary: the next one is another. */
  void forget() {
    isLoaded = false;
  }

  private void load(Dictionary dictionary) {
    if (!isLoaded) {
      loadFunctions(dictionary.functions());
      loadLocations(dictionary.locations());
      isLoaded = true;
    }
    int mappings = dictionary.mappings().size();
    if (flags.length <= mappings) {
      flags = new byte[mappings + 1];
    }
  }

  /** Gives arrays that have become large back to the heap. */
  void trim() {
    if (Math.max(ofLocations.length, ofFunctions.length) > KEPT_ENTRIES) {
      ofLocations = new byte[0];
      ofFunctions = new byte[0];
      isLoaded = false;
    }
  }

  private static int both(int known, int more) {
    return (known & more & OF_EVERY_LOCATION) | ((known | more) & Mappings.HAS_INLINE_FRAMES);
  }

  private void loadFunctions(Functions functions) {
    int size = functions.size();
    if (ofFunctions.length < size) {
      ofFunctions = new byte[size];
    }
    for (int function = 0; function < size; function++) {
      boolean named = functions.name(function) != 0 || functions.systemName(function) != 0;
      int said = named ? Mappings.HAS_FUNCTIONS : 0;
      said |= functions.fileName(function) != 0 ? Mappings.HAS_FILENAMES : 0;
      ofFunctions[function] = (byte) (said | Mappings.HAS_LINE_NUMBERS);
    }
  }

  private void loadLocations(Locations locations) {
    int size = locations.size();
    if (ofLocations.length < size) {
      ofLocations = new byte[size];
    }
    int start = 0;
    for (int location = 0; location < size; location++) {
      int end = locations.lineEnd(location);
      int said = start == end ? 0 : OF_EVERY_LOCATION;
      for (int line = start; line < end; line++) {
        said &= ofFunctions[locations.lineFunction(line)];
        said &= locations.lineNumber(line) != 0 ? ~0 : ~Mappings.HAS_LINE_NUMBERS;
      }
      said |= end - start > 1 ? Mappings.HAS_INLINE_FRAMES : 0;
      ofLocations[location] = (byte) said;
      start = end;
    }
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
