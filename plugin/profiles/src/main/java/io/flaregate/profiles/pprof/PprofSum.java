package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;
import java.util.Arrays;

/**
 * Adds up pprofs with tables of their own, as several ingesters give them: samples whose stacktrace
 * and labels are equal by content become one. The sum has the smallest time, the duration from the
 * first start to the last end, and the period if all agree, else 0.
 *
 * <p>Each pprof is added as a whole or not at all. What {@link PprofDecoder} leaves out is not in
 * the sum either, the units of numeric labels among it. Memory is in proportion to the bytes of the
 * pprofs that were added. Not thread-safe.
 */
public final class PprofSum {
  // Every table holds lists of ints, each once, whose elements are ids of the tables below it; 0
  // is "none" and the empty text. What is in a table is in the sum, so ids are those of the pprof.

  private static final int[] NOTHING = {};

  private final PprofDecoder decoder = PprofDecoder.lenient();
  final TextTable texts = new TextTable();
  final IntListTable functions = new IntListTable();
  final IntListTable mappings = new IntListTable();
  final IntListTable locations = new IntListTable();

  /** How many locations, these from the leaf on, then key, kind and value of each label. */
  final IntListTable samples = new IntListTable();

  /** The values of each sample. */
  long[] values = {};

  /** The texts of type and unit of each value type in turn, and of the period. */
  int[] types = NOTHING;

  int periodType;
  int periodUnit;
  long period;
  long startNanos;
  long durationNanos;
  private int parts;
  private long saturated;
  private int[] scratch = new int[64];

  /** Nothing yet. */
  public PprofSum() {
    functions.intern(NOTHING, 0);
    mappings.intern(NOTHING, 0);
    locations.intern(NOTHING, 0);
  }

  /**
   * Adds a pprof, which is not compressed and not to be changed afterwards.
   *
   * @throws MalformedPprofException if it cannot be read whole, or measures something else than
   *     those before it; the sum is as it was
   */
  public void add(byte[] pprof) throws MalformedPprofException {
    DecodedPprof decoded = decoder.decode(pprof);
    if (decoded.droppedSamples() > 0) {
      throw new MalformedPprofException(
          decoded.droppedSamples() + " samples refer to what the pprof does not have");
    }
    Profiles profiles = decoded.profiles();
    addHead(profiles);
    new Part(profiles).addSamples();
    parts++;
  }

  /** How many pprofs were added. */
  public int parts() {
    return parts;
  }

  /** The number of different samples. */
  public int sampleCount() {
    return samples.size();
  }

  /** The sum of all values of a type; one that does not fit stays at 2^63−1 or −2^63. */
  public long total(int type) {
    long total = 0;
    for (int at = type; at < samples.size() * types(); at += types()) {
      total = saturatedSum(total, values[at]);
    }
    return total;
  }

  /** How many sums did not fit, so that the number nearest to them took their place. */
  public long saturatedValues() {
    return saturated;
  }

  /**
   * The sum as a pprof, not compressed.
   *
   * @param maxBytes how large it may be
   * @throws SizeLimitException if it is larger
   * @throws IllegalStateException if nothing was added
   */
  public byte[] toPprof(int maxBytes) {
    if (parts == 0) {
      throw new IllegalStateException("no pprof was added");
    }
    return new SumWriter(this, maxBytes).write();
  }

  /** How many values each sample has. */
  int types() {
    return types.length / 2;
  }

  private void addHead(Profiles profiles) throws MalformedPprofException {
    Dictionary dictionary = profiles.dictionary();
    Rows rows = profiles.rows();
    int[] found = new int[rows.typeCount(0) * 2];
    for (int type = 0; type < rows.typeCount(0); type++) {
      int at = rows.typeStart(0) + type;
      found[2 * type] = texts.intern(dictionary.strings(), rows.typeName(at));
      found[2 * type + 1] = texts.intern(dictionary.strings(), rows.typeUnit(at));
    }
    long start = rows.timeUnixNanos(0);
    if (parts == 0) {
      types = found;
      periodType = texts.intern(dictionary.strings(), rows.periodName(0));
      periodUnit = texts.intern(dictionary.strings(), rows.periodUnit(0));
      period = rows.period(0);
      startNanos = start;
      durationNanos = rows.durationNanos(0);
      return;
    }
    if (!Arrays.equals(types, found)) {
      throw new MalformedPprofException(
          "measures " + names(found) + " where another measures " + names(types));
    }
    period = period == rows.period(0) ? period : 0;
    long end = Math.max(startNanos + durationNanos, start + rows.durationNanos(0));
    startNanos = Math.min(startNanos, start);
    durationNanos = Math.max(0, end - startNanos);
  }

  private String names(int[] pairs) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      names.append(i == 0 ? "" : ", ").append(texts.get(pairs[i])).append(':');
      names.append(texts.get(pairs[i + 1]));
    }
    return names.toString();
  }

  private long saturatedSum(long one, long other) {
    long sum = one + other;
    return ((one ^ sum) & (other ^ sum)) < 0 ? (one < 0 ? Long.MIN_VALUE : Long.MAX_VALUE) : sum;
  }

  private int[] room(int length) {
    if (scratch.length < length) {
      scratch = Arrays.copyOf(scratch, Math.max(length, 2 * scratch.length));
    }
    return scratch;
  }

  private static int put(int[] list, int at, long value) {
    list[at] = (int) (value >>> 32);
    list[at + 1] = (int) value;
    return at + 2;
  }

  /** One pprof: its entries that samples refer to get their ids in the sum when first met. */
  private final class Part {
    private final Profiles profiles;
    private final Dictionary dictionary;
    private final int[] functionIds;
    private final int[] mappingIds;
    private final int[] locationIds;

    Part(Profiles profiles) {
      this.profiles = profiles;
      dictionary = profiles.dictionary();
      functionIds = new int[dictionary.functions().size()];
      mappingIds = new int[dictionary.mappings().size()];
      locationIds = new int[dictionary.locations().size()];
    }

    void addSamples() {
      Rows rows = profiles.rows();
      Samples from = profiles.samples();
      int valueAt = rows.valueStart(0);
      for (int sample = rows.sampleStart(0); sample < rows.sampleEnd(0); sample++) {
        int known = samples.size();
        int id = sample(from.stack(sample), from.list(sample));
        int at = id * types();
        if (id == known) {
          ensure(at + types());
        }
        for (int type = 0; type < types(); type++) {
          add(at + type, from.value(valueAt++));
        }
      }
    }

    private void ensure(int length) {
      if (values.length < length) {
        values = Arrays.copyOf(values, Math.max(length, Math.max(64, values.length * 2)));
      }
    }

    private void add(int at, long value) {
      long exact = values[at] + value;
      values[at] = saturatedSum(values[at], value);
      saturated += exact == values[at] ? 0 : 1;
    }

    private int sample(int stack, int list) {
      Stacks stacks = dictionary.stacks();
      int from = stacks.start(stack);
      int count = stacks.end(stack) - from;
      int labels = profiles.lists().end(list) - profiles.lists().start(list);
      int[] key = new int[1 + count + 4 * labels];
      key[0] = count;
      for (int i = 0; i < count; i++) {
        key[1 + i] = location(stacks.location(from + i));
      }
      int at = 1 + count;
      for (int i = 0; i < labels; i++) {
        at = label(key, at, profiles.lists().attribute(profiles.lists().start(list) + i));
      }
      return samples.intern(key, at);
    }

    private int label(int[] key, int position, int attribute) {
      Attributes attributes = dictionary.attributes();
      key[position] = texts.intern(dictionary.strings(), attributes.key(attribute));
      boolean text = attributes.kind(attribute) == AttributeKind.STRING;
      long value =
          text
              ? texts.intern(dictionary.strings(), attributes.string(attribute))
              : attributes.number(attribute);
      // An empty text is written as nothing, which is what the number 0 is written as.
      key[position + 1] = text && value != 0 ? 1 : 0;
      return put(key, position + 2, value);
    }

    private int location(int entry) {
      if (locationIds[entry] == 0) {
        locationIds[entry] = internLocation(dictionary.locations(), entry);
      }
      return locationIds[entry];
    }

    private int internLocation(Locations from, int entry) {
      int lines = from.lineEnd(entry) - from.lineStart(entry);
      int mapping = mapping(from.mapping(entry));
      int[] functionOfLine = new int[lines];
      for (int i = 0; i < lines; i++) {
        functionOfLine[i] = function(from.lineFunction(from.lineStart(entry) + i));
      }
      int[] list = room(4 + 5 * lines);
      list[0] = mapping;
      int at = put(list, 1, from.address(entry));
      list[at++] = from.isFolded(entry) ? 1 : 0;
      for (int i = 0; i < lines; i++) {
        list[at] = functionOfLine[i];
        at = put(list, at + 1, from.lineNumber(from.lineStart(entry) + i));
        at = put(list, at, from.lineColumn(from.lineStart(entry) + i));
      }
      return locations.intern(list, at);
    }

    private int mapping(int entry) {
      if (entry != 0 && mappingIds[entry] == 0) {
        Mappings from = dictionary.mappings();
        int[] list = room(9);
        int at = put(list, 0, from.memoryStart(entry));
        at = put(list, at, from.memoryLimit(entry));
        at = put(list, at, from.fileOffset(entry));
        list[at++] = texts.intern(dictionary.strings(), from.fileName(entry));
        list[at++] = texts.intern(dictionary.strings(), from.buildId(entry));
        list[at++] = from.flags(entry);
        mappingIds[entry] = mappings.intern(list, at);
      }
      return mappingIds[entry];
    }

    /** Readers refuse lines without a function, so one without a name stands for none. */
    private int function(int entry) {
      if (functionIds[entry] == 0) {
        Functions from = dictionary.functions();
        int[] list = room(5);
        list[0] = texts.intern(dictionary.strings(), from.name(entry));
        list[1] = texts.intern(dictionary.strings(), from.systemName(entry));
        list[2] = texts.intern(dictionary.strings(), from.fileName(entry));
        functionIds[entry] = functions.intern(list, put(list, 3, from.startLine(entry)));
      }
      return functionIds[entry];
    }
  }
}
