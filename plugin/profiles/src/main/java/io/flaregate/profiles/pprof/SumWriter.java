package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.Mappings;

/** Writes a {@link PprofSum} as pprof. The ids in its tables are those of the pprof. */
final class SumWriter {
  private static final int INITIAL_BYTES = 1 << 14;
  private static final int ENTRY_BYTES = 24;

  private final PprofSum sum;
  private final ProtoWriter out;

  SumWriter(PprofSum sum, int maxBytes) {
    this.sum = sum;
    out = new ProtoWriter(Math.min(INITIAL_BYTES, maxBytes), maxBytes);
  }

  byte[] write() {
    for (int type = 0; type < sum.types(); type++) {
      valueType(Pprof.SAMPLE_TYPE, sum.types[2 * type], sum.types[2 * type + 1]);
    }
    for (int id = 0; id < sum.samples.size(); id++) {
      sample(sum.samples, id);
    }
    for (int id = 1; id < sum.mappings.size(); id++) {
      mapping(sum.mappings, id);
    }
    for (int id = 1; id < sum.locations.size(); id++) {
      location(sum.locations, id);
    }
    for (int id = 1; id < sum.functions.size(); id++) {
      function(sum.functions, id);
    }
    for (int id = 0; id < sum.texts.size(); id++) {
      out.string(Pprof.STRING_TABLE, sum.texts.get(id));
    }
    number(Pprof.TIME_NANOS, sum.startNanos);
    number(Pprof.DURATION_NANOS, sum.durationNanos);
    valueType(Pprof.PERIOD_TYPE, sum.periodType, sum.periodUnit);
    number(Pprof.PERIOD, sum.period);
    return out.toByteArray();
  }

  private void valueType(int field, int type, int unit) {
    int mark = out.start(field, ENTRY_BYTES);
    number(Pprof.VALUE_TYPE_TYPE, type);
    number(Pprof.VALUE_TYPE_UNIT, unit);
    out.end(mark);
  }

  private void number(int field, long value) {
    if (value != 0) {
      out.varint(field, value);
    }
  }

  private static long wide(IntListTable table, int at) {
    return ((long) table.element(at) << 32) | (table.element(at + 1) & 0xFFFFFFFFL);
  }

  private void sample(IntListTable table, int id) {
    int mark = out.start(Pprof.SAMPLE, 2 * ENTRY_BYTES);
    int at = table.start(id);
    int labelsAt = at + 1 + table.element(at);
    if (labelsAt > at + 1) {
      int packed = out.start(Pprof.SAMPLE_LOCATION_ID, ENTRY_BYTES);
      for (at++; at < labelsAt; at++) {
        out.packed(table.element(at));
      }
      out.end(packed);
    }
    int packed = out.start(Pprof.SAMPLE_VALUE, ENTRY_BYTES);
    for (int type = 0; type < sum.types(); type++) {
      out.packed(sum.values[id * sum.types() + type]);
    }
    out.end(packed);
    for (at = labelsAt; at < table.end(id); at += 4) {
      int label = out.start(Pprof.SAMPLE_LABEL, ENTRY_BYTES);
      out.varint(Pprof.LABEL_KEY, table.element(at));
      boolean text = table.element(at + 1) == 1;
      number(text ? Pprof.LABEL_STR : Pprof.LABEL_NUM, wide(table, at + 2));
      out.end(label);
    }
    out.end(mark);
  }

  private void mapping(IntListTable table, int id) {
    int mark = out.start(Pprof.MAPPING, 2 * ENTRY_BYTES);
    int at = table.start(id);
    out.varint(Pprof.MAPPING_ID, id);
    number(Pprof.MAPPING_START, wide(table, at));
    number(Pprof.MAPPING_LIMIT, wide(table, at + 2));
    number(Pprof.MAPPING_OFFSET, wide(table, at + 4));
    number(Pprof.MAPPING_FILENAME, table.element(at + 6));
    number(Pprof.MAPPING_BUILD_ID, table.element(at + 7));
    int flags = table.element(at + 8);
    flag(flags, Mappings.HAS_FUNCTIONS, Pprof.MAPPING_HAS_FUNCTIONS);
    flag(flags, Mappings.HAS_FILENAMES, Pprof.MAPPING_HAS_FILENAMES);
    flag(flags, Mappings.HAS_LINE_NUMBERS, Pprof.MAPPING_HAS_LINE_NUMBERS);
    flag(flags, Mappings.HAS_INLINE_FRAMES, Pprof.MAPPING_HAS_INLINE_FRAMES);
    out.end(mark);
  }

  private void flag(int flags, int flag, int field) {
    number(field, (flags & flag) == 0 ? 0 : 1);
  }

  private void location(IntListTable table, int id) {
    int mark = out.start(Pprof.LOCATION, 2 * ENTRY_BYTES);
    int at = table.start(id);
    out.varint(Pprof.LOCATION_ID, id);
    number(Pprof.LOCATION_MAPPING_ID, table.element(at));
    number(Pprof.LOCATION_ADDRESS, wide(table, at + 1));
    for (int line = at + 4; line < table.end(id); line += 5) {
      int inner = out.start(Pprof.LOCATION_LINE, ENTRY_BYTES);
      number(Pprof.LINE_FUNCTION_ID, table.element(line));
      number(Pprof.LINE_LINE, wide(table, line + 1));
      number(Pprof.LINE_COLUMN, wide(table, line + 3));
      out.end(inner);
    }
    number(Pprof.LOCATION_IS_FOLDED, table.element(at + 3));
    out.end(mark);
  }

  private void function(IntListTable table, int id) {
    int mark = out.start(Pprof.FUNCTION, ENTRY_BYTES);
    int at = table.start(id);
    out.varint(Pprof.FUNCTION_ID, id);
    number(Pprof.FUNCTION_NAME, table.element(at));
    number(Pprof.FUNCTION_SYSTEM_NAME, table.element(at + 1));
    number(Pprof.FUNCTION_FILENAME, table.element(at + 2));
    number(Pprof.FUNCTION_START_LINE, wide(table, at + 3));
    out.end(mark);
  }
}
