package io.flaregate.profiles.pprof;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;

/**
 * Writes the mappings, locations and functions that the samples of a pprof use, and gives ids to
 * mappings, functions and texts.
 */
final class SymbolEncoder {
  // Lines, functions and mappings are shorter than 128 bytes whatever their numbers are, so their
  // length takes one byte, which is filled in when the content stands behind it.

  private static final int MAPPING_BYTES = 100;
  private static final int LINE_BYTES = 40;
  private static final int LOCATION_BYTES = 40;
  private static final int FUNCTION_BYTES = 60;

  private final LocationIds locationIds;
  private final StringIds stringIds;
  private final ProtoWriter out;
  private final Compactor mappingIds = new Compactor();
  private final Compactor functionIds = new Compactor();
  private final MappingFlags mappingFlags = new MappingFlags();
  private int noFunction;

  SymbolEncoder(LocationIds locationIds, StringIds stringIds, ProtoWriter out) {
    this.locationIds = locationIds;
    this.stringIds = stringIds;
    this.out = out;
  }

  void trim() {
    mappingIds.trim();
    functionIds.trim();
    mappingFlags.trim();
  }

  /** Writes all that the locations with an id lead to. */
  void write(Dictionary dictionary) {
    mappingIds.reset(dictionary.mappings().size());
    noFunction = dictionary.functions().size();
    functionIds.reset(noFunction + 1);
    mappingFlags.derive(dictionary, locationIds, mappingIds);
    writeMappings(dictionary.mappings());
    writeLocations(dictionary.locations());
    writeFunctions(dictionary.functions());
  }

  private void writeMappings(Mappings mappings) {
    for (int id = 1; id <= mappingIds.count(); id++) {
      byte[] target = out.room(MAPPING_BYTES);
      int mark = start(target, out.size(), Pprof.MAPPING);
      int entry = mappingIds.entry(id);
      int at = number(target, mark, Pprof.MAPPING_ID, id);
      at = number(target, at, Pprof.MAPPING_START, mappings.memoryStart(entry));
      at = number(target, at, Pprof.MAPPING_LIMIT, mappings.memoryLimit(entry));
      at = number(target, at, Pprof.MAPPING_OFFSET, mappings.fileOffset(entry));
      at = text(target, at, Pprof.MAPPING_FILENAME, mappings.fileName(entry));
      at = text(target, at, Pprof.MAPPING_BUILD_ID, mappings.buildId(entry));
      at = flag(target, at, id, Mappings.HAS_FUNCTIONS, Pprof.MAPPING_HAS_FUNCTIONS);
      at = flag(target, at, id, Mappings.HAS_FILENAMES, Pprof.MAPPING_HAS_FILENAMES);
      at = flag(target, at, id, Mappings.HAS_LINE_NUMBERS, Pprof.MAPPING_HAS_LINE_NUMBERS);
      at = flag(target, at, id, Mappings.HAS_INLINE_FRAMES, Pprof.MAPPING_HAS_INLINE_FRAMES);
      out.advance(end(target, mark, at));
    }
  }

  private void writeLocations(Locations locations) {
    for (int id = 1; id <= locationIds.count(); id++) {
      int entry = locationIds.entry(id);
      int from = locations.lineStart(entry);
      int to = locations.lineEnd(entry);
      byte[] target = out.room(LOCATION_BYTES + (long) (to - from) * LINE_BYTES);
      int mark = out.size() + 1;
      int width = to - from < 3 ? 1 : Varints.size((to - from) * 8L);
      target[mark - 1] = (Pprof.LOCATION << 3) | LENGTH;
      target[mark] = (byte) width;
      int mapping = mappingIds.id(locations.mapping(entry));
      int at = number(target, mark + width, Pprof.LOCATION_ID, id);
      at = number(target, at, Pprof.LOCATION_MAPPING_ID, mapping);
      for (int line = from; line < to; line++) {
        at = line(target, at, locations, line);
      }
      if (from == to || !mappingFlags.has(mapping, Mappings.HAS_FUNCTIONS)) {
        at = number(target, at, Pprof.LOCATION_ADDRESS, locations.address(entry));
      }
      out.advance(number(target, at, Pprof.LOCATION_IS_FOLDED, locations.isFolded(entry) ? 1 : 0));
      out.end(mark);
    }
  }

  private int line(byte[] target, int position, Locations locations, int line) {
    int function = locations.lineFunction(line);
    int id = functionIds.id(function == 0 ? noFunction : function);
    int mark = start(target, position, Pprof.LOCATION_LINE);
    int at = number(target, mark, Pprof.LINE_FUNCTION_ID, id);
    at = number(target, at, Pprof.LINE_LINE, locations.lineNumber(line));
    at = number(target, at, Pprof.LINE_COLUMN, locations.lineColumn(line));
    return end(target, mark, at);
  }

  private void writeFunctions(Functions functions) {
    for (int id = 1; id <= functionIds.count(); id++) {
      byte[] target = out.room(FUNCTION_BYTES);
      int mark = start(target, out.size(), Pprof.FUNCTION);
      int at = number(target, mark, Pprof.FUNCTION_ID, id);
      int entry = functionIds.entry(id);
      if (entry != noFunction) {
        at = text(target, at, Pprof.FUNCTION_NAME, functions.name(entry));
        at = text(target, at, Pprof.FUNCTION_SYSTEM_NAME, functions.systemName(entry));
        at = text(target, at, Pprof.FUNCTION_FILENAME, functions.fileName(entry));
        at = number(target, at, Pprof.FUNCTION_START_LINE, functions.startLine(entry));
      }
      out.advance(end(target, mark, at));
    }
  }

  private static int start(byte[] target, int position, int field) {
    target[position] = (byte) ((field << 3) | LENGTH);
    return position + 2;
  }

  private static int end(byte[] target, int mark, int at) {
    target[mark - 1] = (byte) (at - mark);
    return at;
  }

  private static int number(byte[] target, int position, int field, long number) {
    if (number == 0) {
      return position;
    }
    target[position] = (byte) ((field << 3) | VARINT);
    return Varints.put(target, position + 1, number);
  }

  private int text(byte[] target, int position, int field, int text) {
    return text == 0 ? position : number(target, position, field, stringIds.text(text));
  }

  private int flag(byte[] target, int position, int id, int flag, int field) {
    return number(target, position, field, mappingFlags.has(id, flag) ? 1 : 0);
  }
}
