package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.LongColumn;

/** What holds for every pprof that can be used at all: its texts exist, its samples are even. */
final class PprofChecks {
  private PprofChecks() {}

  /**
   * Checks value types, the number of values of each sample, and every index into the string table.
   *
   * @throws MalformedPprofException if something is wrong
   */
  static void check(RawPprof pprof) throws MalformedPprofException {
    if (pprof.strings() == 0) {
      throw new MalformedPprofException("string_table is empty; its first entry must be \"\"");
    }
    if (pprof.stringLengths.get(0) != 0) {
      throw new MalformedPprofException("the first entry of string_table is not \"\"");
    }
    if (pprof.types() == 0) {
      throw new MalformedPprofException("no sample_type");
    }
    checkValueCounts(pprof);
    checkTexts(pprof);
  }

  private static void checkValueCounts(RawPprof pprof) throws MalformedPprofException {
    RawSamples samples = pprof.samples;
    for (int i = 0; i < samples.size(); i++) {
      int values = samples.valueEnds.get(i) - samples.valueEnds.start(i);
      if (values != pprof.types()) {
        throw new MalformedPprofException(
            "sample " + i + " has " + values + " values for " + pprof.types() + " sample types");
      }
    }
  }

  private static void checkTexts(RawPprof pprof) throws MalformedPprofException {
    int count = pprof.strings();
    checkTexts("sample_type", pprof.sampleTypes, count);
    checkText("period_type", 0, pprof.periodType, count);
    checkText("period_type", 0, pprof.periodUnit, count);
    checkText("drop_frames", 0, pprof.dropFrames, count);
    checkText("keep_frames", 0, pprof.keepFrames, count);
    checkText("default_sample_type", 0, pprof.defaultSampleType, count);
    checkText("doc_url", 0, pprof.docUrl, count);
    checkTexts("comment", pprof.comments, count);
    checkTexts("key of label", pprof.samples.labelKeys, count);
    checkTexts("str of label", pprof.samples.labelTexts, count);
    checkTexts("num_unit of label", pprof.samples.labelUnits, count);
    RawSymbols symbols = pprof.symbols;
    checkTexts("filename of mapping", symbols.mappingFiles, count);
    checkTexts("build_id of mapping", symbols.mappingBuildIds, count);
    checkTexts("name of function", symbols.functionNames, count);
    checkTexts("system_name of function", symbols.functionSystemNames, count);
    checkTexts("filename of function", symbols.functionFiles, count);
  }

  private static void checkTexts(String what, LongColumn indices, int count)
      throws MalformedPprofException {
    for (int i = 0; i < indices.size(); i++) {
      checkText(what, i, indices.get(i), count);
    }
  }

  private static void checkText(String what, int at, long index, int count)
      throws MalformedPprofException {
    if (index < 0 || index >= count) {
      throw new MalformedPprofException(
          what + " " + at + " is string " + index + " (string_table: " + count + " entries)");
    }
  }
}
