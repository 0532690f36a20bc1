package io.flaregate.profiles.pprof;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;

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

  /** Of a plain location, with what its tail may overwrite. */
  private static final int PLAIN_BYTES = 56;

  /** Room is made for many at once. */
  private static final int ROOM_BYTES = 1 << 12;

  private static final int MAX_LINES_OF_SHORT_LENGTH = (127 - LOCATION_BYTES) / LINE_BYTES;
  private static final byte LOCATION = (Pprof.LOCATION << 3) | LENGTH;
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

  private int plain(
      byte[] target, int position, Locations locations, int id, int entry, long head) {
    int mapping = mappingIds.id(LocationPieces.mapping(head));
    int mark = Fields.start(target, position, Pprof.LOCATION);
    int at = Fields.number(target, mark, Pprof.LOCATION_ID, id);
    at = Fields.number(target, at, Pprof.LOCATION_MAPPING_ID, mapping);
    int function = LocationPieces.function(head);
    if (function != 0) {
      int line = Fields.start(target, at, Pprof.LOCATION_LINE);
      at = Fields.number(target, line, Pprof.LINE_FUNCTION_ID, functionIds.id(function));
      LONGS.set(target, at, pieces.tail(entry));
      at = Fields.end(target, line, at + LocationPieces.tailBytes(head));
    }
    if (function == 0 || !mappingFlags.has(mapping, Mappings.HAS_FUNCTIONS)) {
      at = Fields.number(target, at, Pprof.LOCATION_ADDRESS, locations.address(entry));
    }
    return Fields.end(target, mark, at);
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
