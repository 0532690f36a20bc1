package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;
import io.flaregate.spi.profiles.StringTable;

/** Resolves the ids of a pprof and keeps the samples all of whose references exist. */
final class SampleDecoder {
  private final RawPprof raw;
  private final RawSymbols symbols;
  private final boolean dropsEmptyLocations;
  private final IdTable mappingIds;
  private final IdTable functionIds;
  private final IdTable locationIds;
  private final LabelDecoder labels;
  private final int[] locationMappings;
  private final int[] lineFunctions;
  private final boolean[] unusable;

  private final IntColumn stackEnds = new IntColumn();
  private final IntColumn stackLocations = new IntColumn();
  private final IntColumn lists = new IntColumn();
  private final LongColumn values = new LongColumn();
  private int dropped;

  SampleDecoder(RawPprof raw, StringTable strings, boolean dropsEmptyLocations)
      throws MalformedPprofException {
    this.raw = raw;
    this.symbols = raw.symbols;
    this.dropsEmptyLocations = dropsEmptyLocations;
    mappingIds = new IdTable("mapping", symbols.mappingIds);
    functionIds = new IdTable("function", symbols.functionIds);
    locationIds = new IdTable("location", symbols.locationIds);
    labels = new LabelDecoder(raw.samples, strings);
    locationMappings = new int[symbols.locationIds.size() + 1];
    lineFunctions = new int[symbols.lineFunctions.size()];
    unusable = new boolean[locationMappings.length];
  }

  void decode() {
    for (int location = 1; location < locationMappings.length; location++) {
      resolve(location);
    }
    for (int sample = 0; sample < raw.samples.size(); sample++) {
      if (addStack(sample)) {
        addRest(sample);
      } else {
        dropped++;
      }
    }
  }

  private void resolve(int location) {
    int at = location - 1;
    long mapping = symbols.locationMappings.get(at);
    locationMappings[location] = mappingIds.find(mapping);
    boolean broken = mapping != 0 && locationMappings[location] == 0;
    int start = symbols.lineEnds.start(at);
    int end = symbols.lineEnds.get(at);
    for (int line = start; line < end; line++) {
      lineFunctions[line] = functionIds.find(symbols.lineFunctions.get(line));
      broken |= lineFunctions[line] == 0;
    }
    boolean empty = start == end && symbols.locationAddresses.get(at) == 0;
    unusable[location] = broken || (empty && dropsEmptyLocations);
  }

  private boolean addStack(int sample) {
    int start = raw.samples.locationEnds.start(sample);
    int end = raw.samples.locationEnds.get(sample);
    for (int at = start; at < end; at++) {
      int location = locationIds.find(raw.samples.locationIds.get(at));
      if (location == 0 || unusable[location]) {
        return false;
      }
    }
    for (int at = start; at < end; at++) {
      stackLocations.add(locationIds.find(raw.samples.locationIds.get(at)));
    }
    stackEnds.add(stackLocations.size());
    return true;
  }

  private void addRest(int sample) {
    lists.add(labels.list(sample));
    RawSamples samples = raw.samples;
    for (int at = samples.valueEnds.start(sample); at < samples.valueEnds.get(sample); at++) {
      values.add(samples.values.get(at));
    }
  }

  /** The locations; those that are unusable stand without what does not exist. */
  Locations locations() {
    int size = locationMappings.length;
    byte[] folded = new byte[size];
    int[] ends = new int[size];
    for (int i = 1; i < size; i++) {
      folded[i] = (byte) symbols.locationFolded.get(i - 1);
      ends[i] = symbols.lineEnds.get(i - 1);
    }
    return new Locations(
        locationMappings,
        symbols.locationAddresses.toArrayAfterZero(),
        folded,
        ends,
        lineFunctions,
        symbols.lineNumbers.toArray(),
        symbols.lineColumns.toArray());
  }

  /** A stacktrace for each kept sample, after the empty one. */
  Stacks stacks() {
    int[] ends = new int[stackEnds.size() + 1];
    for (int i = 1; i < ends.length; i++) {
      ends[i] = stackEnds.get(i - 1);
    }
    return new Stacks(ends, stackLocations.toArray());
  }

  Samples samples() {
    int[] stacks = new int[kept()];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] = i + 1;
    }
    return new Samples(stacks, lists.toArray(), new int[stacks.length], values.toArray());
  }

  LabelDecoder labels() {
    return labels;
  }

  int kept() {
    return stackEnds.size();
  }

  int dropped() {
    return dropped;
  }
}
