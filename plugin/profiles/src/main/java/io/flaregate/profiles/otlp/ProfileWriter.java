package io.flaregate.profiles.otlp;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;

/** Writes rows as profiles, and has the dictionary note what their samples refer to. */
final class ProfileWriter {
  private static final int BYTES_PER_SAMPLE = 12;
  private static final int TYPE_BYTES = 6;
  private static final int ID_BYTES = 16;

  private final Rows rows;
  private final Samples samples;
  private final AttributeLists lists;
  private final DictionaryWriter dictionary;
  private final ProtoWriter out;

  ProfileWriter(Profiles profiles, DictionaryWriter dictionary, ProtoWriter out) {
    this.rows = profiles.rows();
    this.samples = profiles.samples();
    this.lists = profiles.lists();
    this.dictionary = dictionary;
    this.out = out;
  }

  /**
   * Writes a row, as a profile for each of its value types.
   *
   * @param withId whether the first of them gets the profile id
   */
  void write(int row, boolean withId) {
    for (int type = 0; type < rows.typeCount(row); type++) {
      write(row, type, withId && type == 0);
    }
  }

  private void write(int row, int type, boolean withId) {
    long expected = 100L + (long) BYTES_PER_SAMPLE * rows.sampleCount(row);
    int mark = out.start(2, (int) Math.min(expected, Integer.MAX_VALUE));
    int at = rows.typeStart(row) + type;
    valueType(1, rows.typeName(at), rows.typeUnit(at));
    int value = rows.valueStart(row) + type;
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      sample(sample, samples.value(value));
      value += rows.typeCount(row);
    }
    if (rows.timeUnixNanos(row) != 0) {
      out.fixed64(3, rows.timeUnixNanos(row));
    }
    number(4, rows.durationNanos(row));
    valueType(5, rows.periodName(row), rows.periodUnit(row));
    number(6, rows.period(row));
    if (withId) {
      id(rows.profileIdHigh(row), rows.profileIdLow(row));
    }
    out.end(mark);
  }

  private void valueType(int field, int name, int unit) {
    if (name == 0 && unit == 0) {
      return;
    }
    int mark = out.start(field, TYPE_BYTES);
    number(1, dictionary.text(name));
    number(2, dictionary.text(unit));
    out.end(mark);
  }

  private void number(int field, long number) {
    if (number != 0) {
      out.varint(field, number);
    }
  }

  private void id(long high, long low) {
    if ((high | low) == 0) {
      return;
    }
    int mark = out.start(7, ID_BYTES);
    out.packedFixed64(Long.reverseBytes(high));
    out.packedFixed64(Long.reverseBytes(low));
    out.end(mark);
  }

  private void sample(int sample, long value) {
    int mark = out.start(2, BYTES_PER_SAMPLE);
    number(1, dictionary.stack(samples.stack(sample)));
    attributes(samples.list(sample));
    number(3, dictionary.link(samples.link(sample)));
    // Written even if it is 0: a sample without values is one without meaning.
    int values = out.start(4, 1);
    out.packed(value);
    out.end(values);
    out.end(mark);
  }

  private void attributes(int list) {
    if (lists.start(list) == lists.end(list)) {
      return;
    }
    int mark = out.start(2, lists.end(list) - lists.start(list));
    for (int at = lists.start(list); at < lists.end(list); at++) {
      out.packed(dictionary.attribute(lists.attribute(at)));
    }
    out.end(mark);
  }
}
