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
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Writes the mappings, locations and functions that the samples of a pprof use, and gives ids to
 * mappings, functions and texts.
 */
final class SymbolEncoder {
  // Lines, functions and mappings are shorter than 128 bytes whatever their numbers are, so their
  // length takes one byte, which is filled in when the content stands behind it.

  private static final int MAPPING_BYTES = 100;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int LINE_BYTES = 40;
  private static final int LOCATION_BYTES = 40;
  private static final int PLAIN_BYTES = 56;
  private static final int FUNCTION_BYTES = 60;

  /** Room is made for many entries at once. */
  private static final int ROOM_BYTES = 1 << 12;

  private static final int ROOM_FUNCTIONS = 1 << 6;
  private static final int MAX_LINES_OF_SHORT_LENGTH = (127 - LOCATION_BYTES) / LINE_BYTES;
  private static final byte LOCATION = (Pprof.LOCATION << 3) | LENGTH;

  private final LocationIds locationIds;
  private final StringIds stringIds;
  private final ProtoWriter out;
  private final Compactor mappingIds = new Compactor();
  private final Compactor functionIds = new Compactor();
  private final LocationPieces pieces = new LocationPieces();
  private final MappingFlags mappingFlags = new MappingFlags();
  private int noFunction;
  private int lowestText;

  SymbolEncoder(LocationIds locationIds, StringIds stringIds, ProtoWriter out) {
    this.locationIds = locationIds;
    this.stringIds = stringIds;
    this.out = out;
  }

  void trim() {
    mappingIds.trim();
    functionIds.trim();
    pieces.trim();
  }

  /** Writes all that the locations with an id lead to. */
  void write(Dictionary dictionary) {
    mappingIds.reset(dictionary.mappings().size());
    noFunction = dictionary.functions().size();
    functionIds.reset(noFunction + 1);
    lowestText = Integer.MAX_VALUE;
    pieces.load(dictionary);
    mappingFlags.derive(dictionary.mappings(), pieces, locationIds, mappingIds);
    writeMappings(dictionary.mappings());
    writeLocations(dictionary.locations());
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
    int mark = start(target, position, Pprof.MAPPING);
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
    return end(target, mark, at);
  }

  private void writeLocations(Locations locations) {
    int count = locationIds.count();
    byte[] target = out.room(ROOM_BYTES);
    int at = out.size();
    int safe = at + ROOM_BYTES;
    int mapping = 0;
    int mappingId = 0;
    boolean hasFunctions = false;
    for (int id = 1; id <= count; id++) {
      int entry = locationIds.entry(id);
      long head = pieces.head(entry);
      if (LocationPieces.mapping(head) != mapping) {
        // Locations that follow each other have the same mapping mostly.
        mapping = LocationPieces.mapping(head);
        mappingId = mappingIds.id(mapping);
        hasFunctions = mappingFlags.has(mappingId, Mappings.HAS_FUNCTIONS);
      }
      boolean isPlain = LocationPieces.isPlain(head);
      int from = isPlain ? 0 : locations.lineStart(entry);
      int to = isPlain ? 0 : locations.lineEnd(entry);
      long needed = PLAIN_BYTES + (long) (to - from) * LINE_BYTES;
      if (needed > safe - at) {
        out.advance(at);
        target = out.room(needed + ROOM_BYTES);
        safe = (int) Math.min(at + needed + ROOM_BYTES, target.length);
      }
      if (isPlain) {
        long address =
            hasFunctions && LocationPieces.function(head) != 0 ? 0 : locations.address(entry);
        at = plain(target, at, id, mappingId, head, pieces.tail(entry), address);
      } else {
        at = location(target, at, locations, id, from, to);
      }
    }
    out.advance(at);
  }

  private int plain(
      byte[] target, int position, int id, int mapping, long head, long tail, long address) {
    int mark = start(target, position, Pprof.LOCATION);
    int at = number(target, mark, Pprof.LOCATION_ID, id);
    at = number(target, at, Pprof.LOCATION_MAPPING_ID, mapping);
    int function = LocationPieces.function(head);
    if (function != 0) {
      int line = start(target, at, Pprof.LOCATION_LINE);
      at = number(target, line, Pprof.LINE_FUNCTION_ID, functionIds.id(function));
      LONGS.set(target, at, tail);
      at = end(target, line, at + LocationPieces.tailBytes(head));
    }
    at = number(target, at, Pprof.LOCATION_ADDRESS, address);
    return end(target, mark, at);
  }

  private int location(byte[] target, int position, Locations locations, int id, int from, int to) {
    int entry = locationIds.entry(id);
    int width = to - from <= MAX_LINES_OF_SHORT_LENGTH ? 1 : Varints.size((to - from) * 8L);
    int mapping = mappingIds.id(locations.mapping(entry));
    int at = number(target, position + 1 + width, Pprof.LOCATION_ID, id);
    at = number(target, at, Pprof.LOCATION_MAPPING_ID, mapping);
    for (int line = from; line < to; line++) {
      at = line(target, at, locations, line);
    }
    if (from == to || !mappingFlags.has(mapping, Mappings.HAS_FUNCTIONS)) {
      at = number(target, at, Pprof.LOCATION_ADDRESS, locations.address(entry));
    }
    if (locations.isFolded(entry)) {
      at = number(target, at, Pprof.LOCATION_IS_FOLDED, 1);
    }
    return Varints.endField(target, position, LOCATION, width, at);
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
    int mark = start(target, position, Pprof.FUNCTION);
    int at = number(target, mark, Pprof.FUNCTION_ID, id);
    int entry = functionIds.entry(id);
    if (entry != noFunction) {
      at = names(target, at, functions.name(entry), functions.systemName(entry));
      at = text(target, at, Pprof.FUNCTION_FILENAME, functions.fileName(entry));
      at = number(target, at, Pprof.FUNCTION_START_LINE, functions.startLine(entry));
    }
    return end(target, mark, at);
  }

  /** The name for people and that in the binary, which are the same mostly. */
  private int names(byte[] target, int position, int name, int systemName) {
    int id = name == 0 ? 0 : textId(name);
    int systemId = systemName == name || systemName == 0 ? id : textId(systemName);
    int at = number(target, position, Pprof.FUNCTION_NAME, id);
    return systemName == 0 ? at : number(target, at, Pprof.FUNCTION_SYSTEM_NAME, systemId);
  }

  private static int start(byte[] target, int position, int field) {
    target[position] = (byte) ((field << 3) | LENGTH);
    return position + 2;
  }

  private static int end(byte[] target, int mark, int at) {
    target[mark - 1] = (byte) (at - mark);
    return at;
  }

  private static int number(byte[] target, int position, int field, int number) {
    if (number == 0) {
      return position;
    }
    target[position] = (byte) ((field << 3) | VARINT);
    return Varints.put(target, position + 1, number);
  }

  private static int number(byte[] target, int position, int field, long number) {
    if (number == 0) {
      return position;
    }
    target[position] = (byte) ((field << 3) | VARINT);
    return Varints.put(target, position + 1, number);
  }

  private int text(byte[] target, int position, int field, int text) {
    return text == 0 ? position : number(target, position, field, textId(text));
  }

  private int textId(int text) {
    int id = stringIds.text(text);
    lowestText = Math.min(lowestText, id);
    return id;
  }

  private int flag(byte[] target, int position, int id, int flag, int field) {
    return number(target, position, field, mappingFlags.has(id, flag) ? 1 : 0);
  }
}
