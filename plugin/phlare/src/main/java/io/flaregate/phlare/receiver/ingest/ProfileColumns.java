package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;

/** Collects samples of named frames as one row of columns. */
final class ProfileColumns {
  private final TextTable texts = new TextTable();
  private final IntListTable frames = new IntListTable();
  private final IntColumn stackEnds = new IntColumn();
  private final IntColumn stackFrames = new IntColumn();
  private final LongColumn values = new LongColumn();
  private final IntColumn types = new IntColumn();
  private final IntColumn sampleLists = new IntColumn();
  private final IntListTable attributes = new IntListTable();
  private final IntListTable lists = new IntListTable();
  private final int[] frame = new int[2];
  private int samples;
  private int periodName;
  private int periodUnit;
  private long period;
  private long factor = 1;

  /** Columns without samples. */
  ProfileColumns() {
    // Location 0, attribute 0, list 0 and stacktrace 0 stand for none.
    frames.intern(frame, 2);
    attributes.intern(frame, 2);
    lists.intern(frame, 0);
    stackEnds.add(0);
  }

  /** Adds a type of values. */
  ProfileColumns type(String name, String unit) {
    types.add(text(name));
    types.add(text(unit));
    return this;
  }

  /** Sets the period. */
  ProfileColumns period(String name, String unit, long between) {
    periodName = text(name);
    periodUnit = text(unit);
    period = between;
    return this;
  }

  private int text(String text) {
    return texts.intern(text.getBytes(UTF_8));
  }

  /** The location of a frame; equal frames have one. */
  int location(String name, int line) {
    // A frame without name and line would be location 0, which is none.
    frame[0] = text(name.isEmpty() ? "(unknown)" : name);
    frame[1] = line;
    return frames.intern(frame, 2);
  }

  /** The set of a sample's labels; names and values in turn, sorted by name, each once. */
  int labels(String... namesAndValues) {
    int[] set = new int[namesAndValues.length / 2];
    for (int i = 0; i < set.length; i++) {
      int[] pair = {text(namesAndValues[2 * i]), text(namesAndValues[2 * i + 1])};
      set[i] = attributes.intern(pair, 2);
    }
    return lists.intern(set, set.length);
  }

  /**
   * Adds a sample; a value for each type must follow.
   *
   * @param locations its stacktrace, from the leaf on
   * @param labelSet from {@link #labels}; 0: none
   */
  void sample(int[] locations, int count, int labelSet) {
    for (int i = 0; i < count; i++) {
      stackFrames.add(locations[i]);
    }
    stackEnds.add(stackFrames.size());
    sampleLists.add(labelSet);
    samples++;
  }

  /** Adds a value, multiplied by the factor; it stops at the largest long. */
  void value(long value) {
    long high = Math.multiplyHigh(value, factor);
    long product = value * factor;
    boolean fits = (high == 0 && product >= 0) || (high == -1 && product < 0);
    values.add(fits ? product : Long.MAX_VALUE);
  }

  /** Sets what values that are added from now on are multiplied by. */
  ProfileColumns factor(long times) {
    factor = times;
    return this;
  }

  /** How many samples there are. */
  int size() {
    return samples;
  }

  /** The row. */
  Profiles build(long timeUnixNanos, long durationNanos, long encodedBytes) {
    int[] stacks = new int[samples];
    for (int i = 0; i < samples; i++) {
      stacks[i] = i + 1;
    }
    Samples columns =
        new Samples(stacks, sampleLists.toArray(), new int[samples], values.toArray());
    Rows rows =
        Rows.builder(1)
            .origins(new int[1])
            .attributes(new int[1], new int[1])
            .scopes(new int[1], new int[1])
            .types(new int[] {types.size() / 2}, types.toArray())
            .periods(new int[] {periodName, periodUnit}, new long[] {period})
            .times(new long[] {timeUnixNanos}, new long[] {durationNanos})
            .profileIds(new long[2])
            .sampleEnds(new int[] {samples})
            .droppedSamples(new int[1])
            .build();
    return new Profiles(dictionary(), rows, columns, attributeLists(), null, encodedBytes);
  }

  private Dictionary dictionary() {
    return Dictionary.builder(texts.toStringTable())
        .mappings(
            new Mappings(
                new long[1], new long[1], new long[1], new int[1], new int[1], new byte[1]))
        .functions(functions())
        .locations(locations())
        .stacks(new Stacks(stackEnds.toArray(), stackFrames.toArray()))
        .attributes(attributeTable())
        .links(new Links(new long[1], new long[1], new long[1]))
        .build();
  }

  /** Function n has text n as its name. */
  private Functions functions() {
    int size = texts.size();
    int[] names = new int[size];
    for (int i = 0; i < size; i++) {
      names[i] = i;
    }
    return new Functions(names, new int[size], new int[size], new long[size]);
  }

  /** Location n has one line; location 0 has none. */
  private Locations locations() {
    int size = frames.size();
    int[] lineEnds = new int[size];
    int[] functions = new int[size - 1];
    long[] lines = new long[size - 1];
    for (int i = 1; i < size; i++) {
      lineEnds[i] = i;
      functions[i - 1] = frames.element(frames.start(i));
      lines[i - 1] = frames.element(frames.start(i) + 1);
    }
    return new Locations(
        new int[size], new long[size], new byte[0], lineEnds, functions, lines, new long[0]);
  }

  @SuppressWarnings("EnumOrdinal") // the column of Attributes is defined as the ordinal
  private Attributes attributeTable() {
    int size = attributes.size();
    int[] keys = new int[size];
    byte[] kinds = new byte[size];
    long[] numbers = new long[size];
    for (int i = 1; i < size; i++) {
      keys[i] = attributes.element(attributes.start(i));
      kinds[i] = (byte) AttributeKind.STRING.ordinal();
      numbers[i] = attributes.element(attributes.start(i) + 1);
    }
    return new Attributes(keys, kinds, numbers);
  }

  private AttributeLists attributeLists() {
    int[] ends = new int[lists.size()];
    IntColumn elements = new IntColumn();
    for (int i = 0; i < ends.length; i++) {
      for (int at = lists.start(i); at < lists.end(i); at++) {
        elements.add(lists.element(at));
      }
      ends[i] = elements.size();
    }
    return new AttributeLists(ends, elements.toArray());
  }
}
