package io.flaregate.profiles.pprof;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Writes the locations that the samples of a pprof use, and gives ids to functions. */
final class LocationEncoder {
  private static final int LINE_BYTES = 40;
  private static final int LOCATION_BYTES = 40;

  /** Of a plain location, however it is written. */
  private static final int PLAIN_BYTES = LOCATION_BYTES + LINE_BYTES;

  /** Room is made for many at once. */
  private static final int ROOM_BYTES = 1 << 12;

  private static final int MAX_LINES_OF_SHORT_LENGTH = (127 - LOCATION_BYTES) / LINE_BYTES;
  private static final byte LOCATION = (Pprof.LOCATION << 3) | LENGTH;

  /** Larger ids of mappings take two bytes. */
  private static final int MAX_SHORT_MAPPING = 127;

  /** Tag and length of a location, and the tag of its id. */
  private static final long LOCATION_START = LOCATION | (Pprof.LOCATION_ID << 3 | VARINT) << 16;

  private static final long MAPPING_ID = Pprof.LOCATION_MAPPING_ID << 3 | VARINT;

  /** Tag and length of a line, and the tag of its function's id. */
  private static final long LINE_START =
      (Pprof.LOCATION_LINE << 3 | LENGTH) | (Pprof.LINE_FUNCTION_ID << 3 | VARINT) << 16;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final LocationIds locationIds;
  private final Compactor mappingIds;
  private final Compactor functionIds;
  private final LocationPieces pieces;
  private final MappingFlags mappingFlags;
  private final ProtoWriter out;

  LocationEncoder(
      LocationIds locationIds,
      Compactor mappingIds,
      Compactor functionIds,
      LocationPieces pieces,
      MappingFlags mappingFlags,
      ProtoWriter out) {
    this.locationIds = locationIds;
    this.mappingIds = mappingIds;
    this.functionIds = functionIds;
    this.pieces = pieces;
    this.mappingFlags = mappingFlags;
    this.out = out;
  }

  /** Writes the locations that have ids; the flags of their mappings must have been found. */
  void write(Locations locations) {
    int count = locationIds.count();
    byte[] target = out.room(ROOM_BYTES);
    int at = out.size();
    int safe = at + ROOM_BYTES;
    for (int id = 1; id <= count; id++) {
      int entry = locationIds.entry(id);
      long head = pieces.head(entry);
      boolean isPlain = LocationPieces.isPlain(head);
      long needed = isPlain ? PLAIN_BYTES : maxBytes(locations, entry);
      if (needed > safe - at) {
        out.advance(at);
        target = out.room(needed + ROOM_BYTES);
        safe = (int) Math.min(at + needed + ROOM_BYTES, target.length);
      }
      at =
          isPlain
              ? plain(target, at, locations, id, entry, head)
              : any(target, at, locations, id, entry);
    }
    out.advance(at);
  }

  private static long maxBytes(Locations locations, int entry) {
    int lines = locations.lineEnd(entry) - locations.lineStart(entry);
    return LOCATION_BYTES + (long) lines * LINE_BYTES;
  }

  /**
   * Writes three words: the location's id and mapping, the start of its line, the line's tail. Each
   * overwrites what the one before it has too much. Whether there is a line is no branch: locations
   * without symbols stand anywhere among the others.
   */
  @SuppressWarnings("ShortCircuitBoolean")
  private int plain(
      byte[] target, int position, Locations locations, int id, int entry, long head) {
    int mapping = mappingIds.id(LocationPieces.mapping(head));
    if (mapping > MAX_SHORT_MAPPING) {
      return any(target, position, locations, id, entry);
    }
    int own = Varints.prepared(id);
    int at = position + 3 + Varints.preparedBytes(own);
    long word = LOCATION_START | (long) Varints.preparedWord(own) << 24;
    if (mapping != 0) {
      word |= (MAPPING_ID | (long) mapping << 8) << ((at - position) * Byte.SIZE);
      at += 2;
    }
    LONGS.set(target, position, word);
    int function = LocationPieces.function(head);
    int named = Varints.prepared(functionIds.idBranchless(function));
    int tailBytes = LocationPieces.tailBytes(head);
    int lineBytes = 1 + Varints.preparedBytes(named) + tailBytes;
    word = LINE_START | (long) lineBytes << 8 | (long) Varints.preparedWord(named) << 24;
    LONGS.set(target, at, word);
    LONGS.set(target, at + 2 + lineBytes - tailBytes, pieces.tail(entry));
    at += (2 + lineBytes) & -function >> 31;
    if (function == 0 | !mappingFlags.has(mapping, Mappings.HAS_FUNCTIONS)) {
      at = Fields.number(target, at, Pprof.LOCATION_ADDRESS, locations.address(entry));
    }
    return Fields.end(target, position + 2, at);
  }

  private int any(byte[] target, int position, Locations locations, int id, int entry) {
    int from = locations.lineStart(entry);
    int to = locations.lineEnd(entry);
    int width = to - from <= MAX_LINES_OF_SHORT_LENGTH ? 1 : Varints.size((to - from) * 8L);
    int mapping = mappingIds.id(locations.mapping(entry));
    int at = Fields.number(target, position + 1 + width, Pprof.LOCATION_ID, id);
    at = Fields.number(target, at, Pprof.LOCATION_MAPPING_ID, mapping);
    for (int line = from; line < to; line++) {
      at = line(target, at, locations, line);
    }
    if (from == to || !mappingFlags.has(mapping, Mappings.HAS_FUNCTIONS)) {
      at = Fields.number(target, at, Pprof.LOCATION_ADDRESS, locations.address(entry));
    }
    if (locations.isFolded(entry)) {
      at = Fields.number(target, at, Pprof.LOCATION_IS_FOLDED, 1);
    }
    return Varints.endField(target, position, LOCATION, width, at);
  }

  private int line(byte[] target, int position, Locations locations, int line) {
    int function = locations.lineFunction(line);
    int id = functionIds.id(function == 0 ? pieces.noFunction() : function);
    int mark = Fields.start(target, position, Pprof.LOCATION_LINE);
    int at = Fields.number(target, mark, Pprof.LINE_FUNCTION_ID, id);
    at = Fields.number(target, at, Pprof.LINE_LINE, locations.lineNumber(line));
    at = Fields.number(target, at, Pprof.LINE_COLUMN, locations.lineColumn(line));
    return Fields.end(target, mark, at);
  }
}
