package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;

/**
 * Writes the samples of a pprof and gives ids to the locations and texts that they use. This is
 * where most of the time of an encode goes, so it writes to the array itself.
 */
final class SampleEncoder {
  private static final int TAGS_AND_LENGTHS = 4 * (1 + Varints.MAX_INT_BYTES);
  private static final int MAX_VALUES_OF_SHORT_LENGTH = 127 / Varints.MAX_BYTES;
  private static final byte SAMPLE = (Pprof.SAMPLE << 3) | ProtoReader.LENGTH;
  static final byte LOCATION_ID = (Pprof.SAMPLE_LOCATION_ID << 3) | ProtoReader.LENGTH;
  private static final byte VALUE = (Pprof.SAMPLE_VALUE << 3) | ProtoReader.LENGTH;

  private final LocationIds locationIds;
  private final LabelEncoder labels;
  private final RepeatedStacks repeated;
  private final ProtoWriter out;
  private long[] values = new long[1];

  SampleEncoder(
      LocationIds locationIds, StringIds stringIds, RepeatedStacks repeated, ProtoWriter out) {
    this.repeated = repeated;
    this.locationIds = locationIds;
    this.labels = new LabelEncoder(stringIds);
    this.out = out;
  }

  /** Gives arrays that have become large back to the heap. */
  void trim() {
    labels.trim();
  }

  private void types(int count) {
    if (values.length != count) {
      values = new long[count];
    }
  }

  /** Writes the samples of a row as they are. */
  void writeRow(Profiles profiles, int row) {
    Rows rows = profiles.rows();
    Samples samples = profiles.samples();
    int types = rows.typeCount(row);
    types(types);
    labels.reset(profiles);
    int valueAt = rows.valueStart(row);
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      for (int type = 0; type < types; type++) {
        values[type] = samples.value(valueAt++);
      }
      write(profiles, samples.stack(sample), samples.list(sample), samples.link(sample));
    }
  }

  /** Writes samples that were merged from several rows. */
  void writeMerged(Profiles profiles, SampleMerger merged, int types) {
    types(types);
    labels.reset(profiles);
    for (int entry = 0; entry < merged.size(); entry++) {
      for (int type = 0; type < types; type++) {
        values[type] = merged.value(entry, type);
      }
      write(profiles, merged.stack(entry), merged.list(entry), merged.link(entry));
    }
  }

  private void write(Profiles profiles, int stack, int list, int link) {
    Stacks stacks = profiles.dictionary().stacks();
    int from = stacks.start(stack);
    int count = stacks.end(stack) - from;
    boolean isLabelled = (list | link) != 0;
    long labelBytes = isLabelled ? LabelEncoder.maxBytes(profiles, list) : 0;
    byte[] target =
        out.room(
            TAGS_AND_LENGTHS
                + (long) count * Varints.MAX_INT_BYTES
                + (long) values.length * Varints.MAX_BYTES
                + labelBytes);
    int position = out.size();
    long guess = locationIds.guessBytes(count) + 4L * values.length + 2;
    int width = Varints.size(isLabelled ? guess + labels.lastBytes() : guess);
    int at = position + 1 + width;
    if (repeated.isSame()) {
      at = repeated.writeNext(target, at);
    } else if (count != 0) {
      at = locations(target, at, stacks, from, count);
    }
    at = values(target, at);
    if (!isLabelled) {
      out.advance(Varints.endField(target, position, SAMPLE, width, at));
      return;
    }
    at = labels.write(target, at, profiles, list, link);
    int end = Varints.endField(target, position, SAMPLE, width, at);
    labels.endSample(end);
    out.advance(end);
  }

  private int locations(byte[] target, int position, Stacks stacks, int from, int count) {
    int guessed = Varints.size(locationIds.guessBytes(count));
    int start = position + 1 + guessed;
    int end = locationIds.write(target, start, stacks, from, from + count);
    return Varints.endField(target, position, LOCATION_ID, guessed, end);
  }

  private int values(byte[] target, int position) {
    int guessed = values.length <= MAX_VALUES_OF_SHORT_LENGTH ? 1 : 2;
    int at = position + 1 + guessed;
    for (long value : values) {
      at = Varints.put(target, at, value);
    }
    return Varints.endField(target, position, VALUE, guessed, at);
  }

  /** Takes the samples of a row to what was merged. */
  static void merge(Profiles profiles, int row, SampleMerger merger) {
    Rows rows = profiles.rows();
    Samples samples = profiles.samples();
    int types = rows.typeCount(row);
    int valueAt = rows.valueStart(row);
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      int entry = merger.entry(samples.stack(sample), samples.list(sample), samples.link(sample));
      for (int type = 0; type < types; type++) {
        merger.addValue(entry, type, samples.value(valueAt++));
      }
    }
  }
}
