package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;

/**
 * Writes the samples of a pprof and gives ids to the locations and texts that they use. This is
 * where most of the time of an encode goes, so it writes to the array itself.
 */
final class SampleEncoder {
  private static final int LABEL_BYTES = 12;
  private static final int TAGS_AND_LENGTHS = 4 * (1 + Varints.MAX_INT_BYTES);
  private static final int MAX_VALUES_OF_SHORT_LENGTH = 127 / Varints.MAX_BYTES;
  private static final byte SAMPLE = (Pprof.SAMPLE << 3) | ProtoReader.LENGTH;
  private static final byte LOCATION_ID = (Pprof.SAMPLE_LOCATION_ID << 3) | ProtoReader.LENGTH;
  private static final byte VALUE = (Pprof.SAMPLE_VALUE << 3) | ProtoReader.LENGTH;

  private final LocationIds locationIds;
  private final StringIds stringIds;
  private final ProtoWriter out;
  private long[] values = new long[1];

  SampleEncoder(LocationIds locationIds, StringIds stringIds, ProtoWriter out) {
    this.locationIds = locationIds;
    this.stringIds = stringIds;
    this.out = out;
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
    byte[] target =
        out.room(
            TAGS_AND_LENGTHS
                + (long) count * Varints.MAX_INT_BYTES
                + (long) values.length * Varints.MAX_BYTES);
    int mark = out.size() + 1;
    int width = Varints.size(locationIds.guessBytes(count) + 4L * values.length + 2);
    target[mark - 1] = SAMPLE;
    target[mark] = (byte) width;
    int at = count == 0 ? mark + width : locations(target, mark + width, stacks, from, count);
    out.advance(values(target, at));
    if ((list | link) != 0) {
      writeLabels(profiles, list, link);
    }
    out.end(mark);
  }

  private int locations(byte[] target, int position, Stacks stacks, int from, int count) {
    int guessed = Varints.size(locationIds.guessBytes(count));
    int start = position + 1 + guessed;
    int end = locationIds.write(target, start, stacks, from, from + count);
    return end(target, position, LOCATION_ID, guessed, end);
  }

  /** Writes tag and length before the content of a packed field, which is moved if need be. */
  private static int end(byte[] target, int position, byte tag, int guessed, int end) {
    int start = position + 1 + guessed;
    int length = end - start;
    int width = Varints.size(length);
    if (width != guessed) {
      System.arraycopy(target, start, target, position + 1 + width, length);
    }
    target[position] = tag;
    Varints.put(target, position + 1, length);
    return position + 1 + width + length;
  }

  private int values(byte[] target, int position) {
    int guessed = values.length <= MAX_VALUES_OF_SHORT_LENGTH ? 1 : 2;
    int at = position + 1 + guessed;
    for (long value : values) {
      at = Varints.put(target, at, value);
    }
    return end(target, position, VALUE, guessed, at);
  }

  private void writeLabels(Profiles profiles, int list, int link) {
    if (list == 0 && link == 0) {
      return;
    }
    Dictionary dictionary = profiles.dictionary();
    boolean hasSpan = link != 0 && dictionary.links().spanId(link) != 0;
    boolean hasTrace = hasSpan && writeLink(dictionary, link);
    int span = 0;
    for (int at = profiles.lists().start(list); at < profiles.lists().end(list); at++) {
      int attribute = profiles.lists().attribute(at);
      int key = dictionary.attributes().key(attribute);
      if (dictionary.strings().contentEquals(key, Pprof.SPAN_ID)) {
        span = attribute;
      } else if (isProfileId(profiles, key)) {
        span = span == 0 ? attribute : span;
      } else if (!hasTrace || !dictionary.strings().contentEquals(key, Pprof.TRACE_ID)) {
        writeAttribute(dictionary.attributes(), attribute, key);
      }
    }
    if (span != 0 && !hasSpan) {
      writeAttribute(dictionary.attributes(), span, stringIds.spanIdEntry());
    }
  }

  private static boolean isProfileId(Profiles profiles, int key) {
    return profiles.isSplit()
        && profiles.dictionary().strings().contentEquals(key, Pprof.PROFILE_ID);
  }

  private void writeAttribute(Attributes attributes, int attribute, int keyEntry) {
    AttributeKind kind = attributes.kind(attribute);
    if (kind == AttributeKind.STRING) {
      int value = attributes.string(attribute);
      writeLabel(stringIds.text(keyEntry), Pprof.LABEL_STR, stringIds.text(value));
    } else if (kind == AttributeKind.INT) {
      writeLabel(stringIds.text(keyEntry), Pprof.LABEL_NUM, attributes.number(attribute));
    }
  }

  /** Returns whether the link has a trace id. */
  private boolean writeLink(Dictionary dictionary, int link) {
    int spanName = stringIds.text(stringIds.spanIdEntry());
    writeLabel(spanName, Pprof.LABEL_STR, stringIds.spanId(link));
    if ((dictionary.links().traceIdHigh(link) | dictionary.links().traceIdLow(link)) == 0) {
      return false;
    }
    int traceName = stringIds.text(stringIds.traceIdEntry());
    writeLabel(traceName, Pprof.LABEL_STR, stringIds.traceId(link));
    return true;
  }

  private void writeLabel(int key, int valueField, long value) {
    int mark = out.start(Pprof.SAMPLE_LABEL, LABEL_BYTES);
    out.varint(Pprof.LABEL_KEY, key);
    out.varint(valueField, value);
    out.end(mark);
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
