package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Mappings;

/**
 * Writes the mappings, locations and functions that the samples of a pprof use, and gives ids to
 * mappings, functions and texts.
 */
final class SymbolEncoder {
  private static final int MAPPING_BYTES = 100;
  private static final int FUNCTION_BYTES = 60;

  /** Room is made for many at once. */
  private static final int ROOM_FUNCTIONS = 1 << 6;

  private final LocationIds locationIds;
  private final StringIds stringIds;
  private final ProtoWriter out;
  private final Compactor mappingIds = new Compactor();
  private final Compactor functionIds = new Compactor();
  private final LocationPieces pieces = new LocationPieces();
  private final MappingFlags mappingFlags = new MappingFlags();
  private final LocationEncoder locations;
  private int lowestText;

  SymbolEncoder(LocationIds locationIds, StringIds stringIds, ProtoWriter out) {
    this.locationIds = locationIds;
    this.stringIds = stringIds;
    this.out = out;
    locations =
        new LocationEncoder(locationIds, mappingIds, functionIds, pieces, mappingFlags, out);
  }

  void trim() {
    mappingIds.trim();
    functionIds.trim();
    pieces.trim();
  }

  /** Writes all that the locations with an id lead to. */
  void write(Dictionary dictionary) {
    mappingIds.reset(dictionary.mappings().size());
    // One more stands for none.
    functionIds.reset(dictionary.functions().size() + 1);
    lowestText = Integer.MAX_VALUE;
    pieces.load(dictionary);
    mappingFlags.derive(dictionary.mappings(), pieces, locationIds, mappingIds);
    writeMappings(dictionary.mappings());
    locations.write(dictionary.locations());
    writeFunctions(dictionary.functions());
  }

  /** Forgets the dictionary: what is written next is of another. */
  void forgetDictionary() {
    pieces.forget();
  }

  /** The lowest id of a text that was written last. */
  int lowestText() {
    return lowestText;
  }

  private void writeMappings(Mappings mappings) {
    for (int id = 1; id <= mappingIds.count(); id++) {
      out.advance(mapping(out.room(MAPPING_BYTES), out.size(), mappings, id));
    }
  }

  private int mapping(byte[] target, int position, Mappings mappings, int id) {
    int mark = Fields.start(target, position, Pprof.MAPPING);
    int entry = mappingIds.entry(id);
    int at = Fields.number(target, mark, Pprof.MAPPING_ID, id);
    at = Fields.number(target, at, Pprof.MAPPING_START, mappings.memoryStart(entry));
    at = Fields.number(target, at, Pprof.MAPPING_LIMIT, mappings.memoryLimit(entry));
    at = Fields.number(target, at, Pprof.MAPPING_OFFSET, mappings.fileOffset(entry));
    at = text(target, at, Pprof.MAPPING_FILENAME, mappings.fileName(entry));
    at = text(target, at, Pprof.MAPPING_BUILD_ID, mappings.buildId(entry));
    at = flag(target, at, id, Mappings.HAS_FUNCTIONS, Pprof.MAPPING_HAS_FUNCTIONS);
    at = flag(target, at, id, Mappings.HAS_FILENAMES, Pprof.MAPPING_HAS_FILENAMES);
    at = flag(target, at, id, Mappings.HAS_LINE_NUMBERS, Pprof.MAPPING_HAS_LINE_NUMBERS);
    at = flag(target, at, id, Mappings.HAS_INLINE_FRAMES, Pprof.MAPPING_HAS_INLINE_FRAMES);
    return Fields.end(target, mark, at);
  }

  private void writeFunctions(Functions functions) {
    int count = functionIds.count();
    for (int from = 1; from <= count; from += ROOM_FUNCTIONS) {
      byte[] target = out.room(ROOM_FUNCTIONS * FUNCTION_BYTES);
      int to = Math.min(from + ROOM_FUNCTIONS, count + 1);
      int at = out.size();
      for (int id = from; id < to; id++) {
        at = function(target, at, functions, id);
      }
      out.advance(at);
    }
  }

  private int function(byte[] target, int position, Functions functions, int id) {
    int mark = Fields.start(target, position, Pprof.FUNCTION);
    int entry = functionIds.entry(id);
    if (entry == functions.size()) {
      return Fields.end(target, mark, Fields.number(target, mark, Pprof.FUNCTION_ID, id));
    }
    int name = textId(functions.name(entry));
    int systemName = functions.systemName(entry);
    // The name for people and that in the binary are the same mostly.
    int systemId = systemName == functions.name(entry) ? name : textId(systemName);
    int file = textId(functions.fileName(entry));
    int at = Fields.pair(target, mark, Pprof.FUNCTION_ID, id, Pprof.FUNCTION_NAME, name);
    at =
        Fields.pair(
            target, at, Pprof.FUNCTION_SYSTEM_NAME, systemId, Pprof.FUNCTION_FILENAME, file);
    at = Fields.number(target, at, Pprof.FUNCTION_START_LINE, functions.startLine(entry));
    return Fields.end(target, mark, at);
  }

  private int text(byte[] target, int position, int field, int text) {
    return Fields.number(target, position, field, textId(text));
  }

  /** The id of a text; 0 of none. */
  private int textId(int text) {
    if (text == 0) {
      return 0;
    }
    int id = stringIds.textBranchless(text);
    lowestText = Math.min(lowestText, id);
    return id;
  }

  private int flag(byte[] target, int position, int id, int flag, int field) {
    return Fields.number(target, position, field, mappingFlags.has(id, flag) ? 1 : 0);
  }
}
