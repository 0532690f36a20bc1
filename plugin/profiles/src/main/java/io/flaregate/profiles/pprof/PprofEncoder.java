package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.StringTable;
import java.lang.ref.WeakReference;

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
 * arrays for the next pprof, and after {@link #trim} only so much of them.
 */
public final class PprofEncoder {
  // Samples come first and give ids to locations and texts; locations then give ids to mappings and
  // functions, these to texts; the string table comes last. So each part is written in one pass.

  private static final int INITIAL_BYTES = 1 << 14;

  /** A pprof of the largest size that limits allow by default fits. */
  private static final int KEPT_BYTES = 8 << 20;

  private static final int VALUE_TYPE_BYTES = 8;

  private final ProtoWriter out;
  private final StringIds stringIds = new StringIds();
  private final LocationIds locationIds = new LocationIds();
  private final SampleMerger merger = new SampleMerger();
  private final SampleEncoder samples;
  private final SymbolEncoder symbols;
  private final RepeatedStacks repeatedStacks;
  private final RepeatedSymbols repeatedSymbols;

  /** What the last pprof is of; weak, so that an idle encoder keeps no request. */
  private WeakReference<Profiles> last = new WeakReference<>(null);

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
    repeatedStacks = new RepeatedStacks(locationIds, out);
    samples = new SampleEncoder(locationIds, stringIds, repeatedStacks, out);
    symbols = new SymbolEncoder(locationIds, stringIds, out);
    repeatedSymbols = new RepeatedSymbols(locationIds, stringIds, symbols, out);
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
    try {
      write(profiles, rows, timeUnixNanos);
      return out.toByteArray();
    } finally {
      out.trim(KEPT_BYTES);
    }
  }

  /**
   * As {@link #encode(Profiles, int[], long)}, but shows the pprof where it is written to instead
   * of copying it.
   *
   * @param visitor sees the pprof once; it must not use this encoder
   */
  public void encode(
      Profiles profiles, int[] rows, long timeUnixNanos, StringTable.ByteVisitor visitor) {
    try {
      write(profiles, rows, timeUnixNanos);
      out.visit(visitor);
    } finally {
      out.trim(KEPT_BYTES);
    }
  }

  private void write(Profiles profiles, int[] rows, long timeUnixNanos) {
    start(profiles, rows);
    reset(profiles.dictionary());
    RowSpan span = RowSpan.of(profiles.rows(), rows);
    writeTypes(profiles.rows(), rows[0]);
    int samplesStart = out.size();
    writeSamples(profiles, rows);
    int samplesEnd = out.size();
    repeatedSymbols.writeSymbols(profiles.dictionary());
    writeHead(profiles.rows(), rows[0], span, timeUnixNanos);
    repeatedSymbols.writeTexts();
    repeatedStacks.end(rows, samplesStart, samplesEnd);
  }

  private void start(Profiles profiles, int[] rows) {
    Profiles before = last.get();
    boolean hasSameDictionary = before != null && before.dictionary() == profiles.dictionary();
    if (!hasSameDictionary) {
      symbols.forgetDictionary();
    }
    if (before != profiles) {
      last = new WeakReference<>(profiles);
    }
    repeatedStacks.start(profiles, rows, before == profiles);
    repeatedSymbols.start(profiles, rows[0], hasSameDictionary);
  }

  /**
   * Lets go of the last dictionary, and gives arrays that have become large back to the heap. For
   * when all pprofs of a request are written: a large dictionary's arrays are not made anew for
   * each.
   */
  public void trim() {
    merger.trim();
    stringIds.trim();
    locationIds.trim();
    samples.trim();
    symbols.trim();
  }

  /** How many sums of the last pprof did not fit, so that 2^63−1 took their place. */
  public int saturatedValues() {
    return saturated;
  }

  /** Whether the symbols were taken from the pprof before; for tests. */
  boolean hasRepeatedSymbols() {
    return repeatedSymbols.isRepeated();
  }

  /** Whether the stacktraces were taken from the pprof before; for tests. */
  boolean hasRepeatedStacks() {
    return repeatedStacks.isSame();
  }

  private void reset(Dictionary dictionary) {
    out.reset();
    saturated = 0;
    stringIds.reset(dictionary);
    if (!repeatedStacks.isSame()) {
      locationIds.reset(dictionary.locations().size());
    }
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
  }

  private void writeHead(Rows rows, int row, RowSpan span, long timeUnixNanos) {
    writeNumber(Pprof.TIME_NANOS, timeUnixNanos);
    writeNumber(Pprof.DURATION_NANOS, span.durationNanos());
    // Written even if it says nothing: some readers take it for granted.
    writeType(Pprof.PERIOD_TYPE, rows.periodName(row), rows.periodUnit(row));
    writeNumber(Pprof.PERIOD, span.period());
  }
}
