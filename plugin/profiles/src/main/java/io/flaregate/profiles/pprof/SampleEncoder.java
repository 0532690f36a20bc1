package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;

/** Writes the samples of a pprof and gives ids to the locations and texts that they use. */
final class SampleEncoder {
  private static final int LABEL_BYTES = 12;
  private static final int KEPT_IDS = 1 << 16;

  private final Compactor locationIds;
  private final StringIds stringIds;
  private final ProtoWriter out;
  private int[] ids = {};

  SampleEncoder(Compactor locationIds, StringIds stringIds, ProtoWriter out) {
    this.locationIds = locationIds;
    this.stringIds = stringIds;
    this.out = out;
  }

  void trim() {
    if (ids.length > KEPT_IDS) {
      ids = new int[0];
    }
  }

  /** Writes the samples of a row as they are. */
  void writeRow(Profiles profiles, int row) {
    Rows rows = profiles.rows();
    Samples samples = profiles.samples();
    int types = rows.typeCount(row);
    int valueAt = rows.valueStart(row);
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      int mark = start(profiles.dictionary().stacks(), samples.stack(sample), types);
      int values = out.start(Pprof.SAMPLE_VALUE, types);
      for (int type = 0; type < types; type++) {
        out.packed(samples.value(valueAt++));
      }
      out.end(values);
      writeLabels(profiles, samples.list(sample), samples.link(sample));
      out.end(mark);
    }
  }

  /** Writes samples that were merged from several rows. */
  void writeMerged(Profiles profiles, SampleMerger merged, int types) {
    for (int entry = 0; entry < merged.size(); entry++) {
      int mark = start(profiles.dictionary().stacks(), merged.stack(entry), types);
      int values = out.start(Pprof.SAMPLE_VALUE, types);
      for (int type = 0; type < types; type++) {
        out.packed(merged.value(entry, type));
      }
      out.end(values);
      writeLabels(profiles, merged.list(entry), merged.link(entry));
      out.end(mark);
    }
  }

  private int start(Stacks stacks, int stack, int types) {
    int from = stacks.start(stack);
    int count = stacks.end(stack) - from;
    int mark = out.start(Pprof.SAMPLE, 2 * count + 4 * types);
    if (count > 0) {
      if (ids.length < count) {
        ids = new int[Math.max(count, 2 * ids.length)];
      }
      stacks.copyLocations(from, ids, 0, count);
      for (int i = 0; i < count; i++) {
        ids[i] = locationIds.id(ids[i]);
      }
      int list = out.start(Pprof.SAMPLE_LOCATION_ID, 2 * count);
      out.packed(ids, count);
      out.end(list);
    }
    return mark;
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
