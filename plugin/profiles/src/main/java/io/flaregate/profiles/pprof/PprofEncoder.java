package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;

/**
 * Writes rows of {@link Profiles} as pprof, uncompressed. The pprof holds only what its samples
 * refer to, under ids 1..n without gaps; its first string is the empty one; every sample has as
 * many values as there are types.
 *
 * <p>Samples keep their attributes (texts and whole numbers) as labels and their link as {@code
 * span_id} and {@code trace_id} in hexadecimal. Of rows that are split, the attributes that became
 * labels of the series are not among them any more, and {@code profile_id} is written as {@code
 * span_id}. There is at most one {@code span_id}: the link's, else the attribute of that name, else
 * {@code profile_id}; and at most one {@code trace_id}.
 *
 * <p>Several rows become one pprof in which equal samples are added up: the smallest time, the
 * duration from the first start to the last end, the period if all agree, else 0. Equality is that
 * of indices: it is exact where the dictionary's entries are compared first, as {@link
 * io.flaregate.profiles.merge.StackTable} does.
 *
 * <p>A location loses its address if its mapping has functions and it has lines. Lines without a
 * function get one without a name, since readers refuse them otherwise. Not thread-safe; keeps its
 * arrays for the next pprof, within bounds.
 */
public final class PprofEncoder {
  // Samples come first and give ids to locations and texts; locations then give ids to mappings and
  // functions, these to texts; the string table comes last. So each part is written in one pass.

  private static final int INITIAL_BYTES = 1 << 14;
  private static final int KEPT_BYTES = 1 << 20;
  private static final int VALUE_TYPE_BYTES = 8;
  private static final int MAPPING_BYTES = 32;
  private static final int LOCATION_BYTES = 16;
  private static final int LINE_BYTES = 8;
  private static final int FUNCTION_BYTES = 12;

  private final ProtoWriter out;
  private final StringIds stringIds = new StringIds();
  private final Compactor locationIds = new Compactor();
  private final Compactor mappingIds = new Compactor();
  private final Compactor functionIds = new Compactor();
  private final MappingFlags mappingFlags = new MappingFlags();
  private final SampleMerger merger = new SampleMerger();
  private final SampleEncoder samples;
  private int noFunction;
  private int saturated;

  /** An encoder for pprofs of any size. */
  public PprofEncoder() {
    this(Integer.MAX_VALUE - Long.BYTES);
  }

  /**
   * An encoder with a bound.
   *
   * @param maxBytes beyond this many bytes it throws {@link SizeLimitException}; a few less may be
   *     enough, see {@link ProtoWriter}
   */
  public PprofEncoder(int maxBytes) {
    out = new ProtoWriter(Math.min(INITIAL_BYTES, maxBytes), maxBytes);
    samples = new SampleEncoder(locationIds, stringIds, out);
  }

  /**
   * One row as a pprof.
   *
   * @throws SizeLimitException if it is larger than the encoder's bound
   */
  public byte[] encode(Profiles profiles, int row) {
    return encode(profiles, new int[] {row}, profiles.rows().timeUnixNanos(row));
  }

  /**
   * Several rows as one pprof.
   *
   * @param rows at least one; all with the same value types
   * @throws IllegalArgumentException if the rows differ in the number of their value types
   * @throws SizeLimitException if it is larger than the encoder's bound
   */
  public byte[] encode(Profiles profiles, int[] rows) {
    return encode(profiles, rows, RowSpan.of(profiles.rows(), rows).startNanos());
  }

  /**
   * Several rows as one pprof with a time of the caller's choice.
   *
   * @param rows at least one; all with the same value types
   * @param timeUnixNanos the time to write in place of the rows' own
   * @throws IllegalArgumentException if the rows differ in the number of their value types
   * @throws SizeLimitException if it is larger than the encoder's bound
   */
  public byte[] encode(Profiles profiles, int[] rows, long timeUnixNanos) {
    reset(profiles.dictionary());
    try {
      RowSpan span = RowSpan.of(profiles.rows(), rows);
      writeTypes(profiles.rows(), rows[0]);
      writeSamples(profiles, rows);
      writeTables(profiles.dictionary());
      writeHead(profiles.rows(), rows[0], span, timeUnixNanos);
      stringIds.write(out);
      return out.toByteArray();
    } finally {
      trim();
    }
  }

  /** How many sums of the last pprof did not fit, so that 2^63−1 took their place. */
  public int saturatedValues() {
    return saturated;
  }

  private void reset(Dictionary dictionary) {
    out.reset();
    saturated = 0;
    stringIds.reset(dictionary);
    locationIds.reset(dictionary.locations().size());
    mappingIds.reset(dictionary.mappings().size());
    noFunction = dictionary.functions().size();
    functionIds.reset(noFunction + 1);
  }

  private void trim() {
    out.reset(KEPT_BYTES);
    stringIds.trim();
    locationIds.trim();
    mappingIds.trim();
    functionIds.trim();
    samples.trim();
  }

  private void writeTypes(Rows rows, int row) {
    int start = rows.typeStart(row);
    for (int type = start; type < start + rows.typeCount(row); type++) {
      writeType(Pprof.SAMPLE_TYPE, rows.typeName(type), rows.typeUnit(type));
    }
  }

  private void writeType(int field, int name, int unit) {
    int mark = out.start(field, VALUE_TYPE_BYTES);
    writeText(Pprof.VALUE_TYPE_TYPE, name);
    writeText(Pprof.VALUE_TYPE_UNIT, unit);
    out.end(mark);
  }

  private void writeText(int field, int text) {
    if (text != 0) {
      out.varint(field, stringIds.text(text));
    }
  }

  private void writeNumber(int field, long number) {
    if (number != 0) {
      out.varint(field, number);
    }
  }

  private void writeSamples(Profiles profiles, int[] rows) {
    int types = profiles.rows().typeCount(rows[0]);
    if (rows.length == 1) {
      samples.writeRow(profiles, rows[0]);
      return;
    }
    int count = 0;
    for (int row : rows) {
      if (profiles.rows().typeCount(row) != types) {
        throw new IllegalArgumentException(
            profiles.rows().typeCount(row) + " and " + types + " value types in one pprof");
      }
      count += profiles.rows().sampleCount(row);
    }
    merger.reset(types, count);
    for (int row : rows) {
      SampleEncoder.merge(profiles, row, merger);
    }
    saturated = merger.saturated();
    samples.writeMerged(profiles, merger, types);
    merger.trim();
  }

  private void writeTables(Dictionary dictionary) {
    mappingFlags.derive(dictionary, locationIds, mappingIds);
    for (int id = 1; id <= mappingIds.count(); id++) {
      writeMapping(dictionary.mappings(), id);
    }
    for (int id = 1; id <= locationIds.count(); id++) {
      writeLocation(dictionary.locations(), id);
    }
    for (int id = 1; id <= functionIds.count(); id++) {
      writeFunction(dictionary.functions(), id);
    }
  }

  private void writeMapping(Mappings mappings, int id) {
    int entry = mappingIds.entry(id);
    int mark = out.start(Pprof.MAPPING, MAPPING_BYTES);
    out.varint(Pprof.MAPPING_ID, id);
    writeNumber(Pprof.MAPPING_START, mappings.memoryStart(entry));
    writeNumber(Pprof.MAPPING_LIMIT, mappings.memoryLimit(entry));
    writeNumber(Pprof.MAPPING_OFFSET, mappings.fileOffset(entry));
    writeText(Pprof.MAPPING_FILENAME, mappings.fileName(entry));
    writeText(Pprof.MAPPING_BUILD_ID, mappings.buildId(entry));
    writeFlag(id, Mappings.HAS_FUNCTIONS, Pprof.MAPPING_HAS_FUNCTIONS);
    writeFlag(id, Mappings.HAS_FILENAMES, Pprof.MAPPING_HAS_FILENAMES);
    writeFlag(id, Mappings.HAS_LINE_NUMBERS, Pprof.MAPPING_HAS_LINE_NUMBERS);
    writeFlag(id, Mappings.HAS_INLINE_FRAMES, Pprof.MAPPING_HAS_INLINE_FRAMES);
    out.end(mark);
  }

  private void writeFlag(int id, int flag, int field) {
    if (mappingFlags.has(id, flag)) {
      out.bool(field, true);
    }
  }

  private void writeLocation(Locations locations, int id) {
    int entry = locationIds.entry(id);
    int mapping = mappingIds.id(locations.mapping(entry));
    int mark = out.start(Pprof.LOCATION, LOCATION_BYTES);
    out.varint(Pprof.LOCATION_ID, id);
    writeNumber(Pprof.LOCATION_MAPPING_ID, mapping);
    for (int at = locations.lineStart(entry); at < locations.lineEnd(entry); at++) {
      writeLine(locations, at);
    }
    boolean hasLines = locations.lineStart(entry) < locations.lineEnd(entry);
    if (!hasLines || !mappingFlags.has(mapping, Mappings.HAS_FUNCTIONS)) {
      writeNumber(Pprof.LOCATION_ADDRESS, locations.address(entry));
    }
    if (locations.isFolded(entry)) {
      out.bool(Pprof.LOCATION_IS_FOLDED, true);
    }
    out.end(mark);
  }

  private void writeLine(Locations locations, int at) {
    int function = locations.lineFunction(at);
    int mark = out.start(Pprof.LOCATION_LINE, LINE_BYTES);
    out.varint(Pprof.LINE_FUNCTION_ID, functionIds.id(function == 0 ? noFunction : function));
    writeNumber(Pprof.LINE_LINE, locations.lineNumber(at));
    writeNumber(Pprof.LINE_COLUMN, locations.lineColumn(at));
    out.end(mark);
  }

  private void writeFunction(Functions functions, int id) {
    int entry = functionIds.entry(id);
    int mark = out.start(Pprof.FUNCTION, FUNCTION_BYTES);
    out.varint(Pprof.FUNCTION_ID, id);
    if (entry != noFunction) {
      writeText(Pprof.FUNCTION_NAME, functions.name(entry));
      writeText(Pprof.FUNCTION_SYSTEM_NAME, functions.systemName(entry));
      writeText(Pprof.FUNCTION_FILENAME, functions.fileName(entry));
      writeNumber(Pprof.FUNCTION_START_LINE, functions.startLine(entry));
    }
    out.end(mark);
  }

  private void writeHead(Rows rows, int row, RowSpan span, long timeUnixNanos) {
    writeNumber(Pprof.TIME_NANOS, timeUnixNanos);
    writeNumber(Pprof.DURATION_NANOS, span.durationNanos());
    // Written even if it says nothing: some readers take it for granted.
    writeType(Pprof.PERIOD_TYPE, rows.periodName(row), rows.periodUnit(row));
    writeNumber(Pprof.PERIOD, span.period());
  }
}
