package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.LongColumn;

/** Checks of what stands outside the tables, and of every index into the string table. */
final class PprofChecks {
  private PprofChecks() {}

  /**
   * Checks that there are value types and that the texts of the head exist.
   *
   * @throws MalformedPprofException if something is wrong
   */
  static void checkHead(PprofOutline head) throws MalformedPprofException {
    if (head.types() == 0) {
      throw new MalformedPprofException("no sample_type");
    }
    int count = head.strings.count();
    checkTexts("sample_type", head.sampleTypes, count);
    text("period_type", 0, head.periodType, count);
    text("period_type", 0, head.periodUnit, count);
    text("drop_frames", 0, head.dropFrames, count);
    text("keep_frames", 0, head.keepFrames, count);
    text("default_sample_type", 0, head.defaultSampleType, count);
    text("doc_url", 0, head.docUrl, count);
    checkTexts("comment", head.comments, count);
  }

  private static void checkTexts(String what, LongColumn indices, int count)
      throws MalformedPprofException {
    for (int i = 0; i < indices.size(); i++) {
      text(what, i, indices.get(i), count);
    }
  }

  /**
   * An index into the string table.
   *
   * @param what the field that it stands in
   * @param at the entry that it stands in
   * @param count how many strings there are
   * @throws MalformedPprofException if it is outside the table
   */
  static int text(String what, int at, long index, int count) throws MalformedPprofException {
    if (index < 0 || index >= count) {
      throw new MalformedPprofException(
          what + " " + at + " is string " + index + " (string_table: " + count + " entries)");
    }
    return (int) index;
  }
}
