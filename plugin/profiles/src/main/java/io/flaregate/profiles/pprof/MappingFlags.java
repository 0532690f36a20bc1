package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.spi.profiles.Mappings;

/**
 * What is known of the symbols of each mapping that a pprof uses: as its sender stated it, or else
 * what holds for every location of it (inlined frames: for any).
 *
 * <p>Readers take a mapping with functions for one that needs no symbols any more, so one location
 * without a function is enough for it to have none.
 */
final class MappingFlags {
  private byte[] flags = {};

  /** Finds the flags of mappings, which get their ids by this. */
  void derive(
      Mappings mappings, LocationPieces pieces, LocationIds locationIds, Compactor mappingIds) {
    if (flags.length <= mappings.size()) {
      flags = new byte[mappings.size() + 1];
    }
    int highest = 0;
    int mapping = 0;
    int mappingId = 0;
    int found = 0;
    for (int id = 1; id <= locationIds.count(); id++) {
      long head = pieces.head(locationIds.entry(id));
      int next = LocationPieces.mapping(head);
      if (next != mapping) {
        // Locations that follow each other have the same mapping mostly.
        flags[mappingId] = (byte) found;
        mapping = next;
        mappingId = mappingIds.id(mapping);
        found = mappingId > highest ? LocationPieces.OF_EVERY_LOCATION : flags[mappingId];
        highest = Math.max(highest, mappingId);
      }
      found = both(found, LocationPieces.flags(head));
    }
    flags[mappingId] = (byte) found;
    takeStated(mappings, mappingIds);
  }

  private static int both(int known, int more) {
    return (known & more & LocationPieces.OF_EVERY_LOCATION)
        | ((known | more) & Mappings.HAS_INLINE_FRAMES);
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
