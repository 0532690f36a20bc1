package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.profiles.wire.Varints;

/**
 * The first walk over a pprof: where its tables stand, how much they hold, and the few fields that
 * are no tables. So columns can be allocated as large as they must be, once, and tables can be read
 * before what refers to them, in whatever order they stand. Used for one pprof after another.
 */
final class PprofOutline {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  final Section samples = new Section(Pprof.SAMPLE);
  final Section mappings = new Section(Pprof.MAPPING);
  final Section locations = new Section(Pprof.LOCATION);
  final Section functions = new Section(Pprof.FUNCTION);
  final Section strings = new Section(Pprof.STRING_TABLE);

  /** How many locations, values and labels all samples have. */
  int stackLocations;

  int values;
  int labels;

  /** Index of type and unit of each value type in turn. */
  final LongColumn sampleTypes = new LongColumn();

  final LongColumn comments = new LongColumn();
  long dropFrames;
  long keepFrames;
  long timeNanos;
  long durationNanos;
  long periodType;
  long periodUnit;
  long period;
  long defaultSampleType;
  long docUrl;

  private final ProtoReader in = new ProtoReader();
  private final ProtoScanner scan;

  PprofOutline(ProtoScanner scan) {
    this.scan = scan;
  }

  /** How many value types there are. */
  int types() {
    return sampleTypes.size() / 2;
  }

  /** Forgets the pprof. */
  void reset() {
    in.release();
    samples.reset();
    mappings.reset();
    locations.reset();
    functions.reset();
    strings.reset();
    stackLocations = 0;
    values = 0;
    labels = 0;
    sampleTypes.reset();
    comments.reset();
    dropFrames = 0;
    keepFrames = 0;
    timeNanos = 0;
    durationNanos = 0;
    periodType = 0;
    periodUnit = 0;
    period = 0;
    defaultSampleType = 0;
    docUrl = 0;
  }

  void read(byte[] bytes, int from, int to) throws MalformedProtoException {
    int at = from;
    while (at < to) {
      int tag = bytes[at];
      long length = Varints.readLength(bytes, at + 1, to);
      int start = Varints.position(length);
      int end = start + Varints.value(length);
      boolean isCommon = length != Varints.NONE && add(bytes, tag, start, end);
      at = isCommon ? end : readRare(bytes, at, to);
    }
  }

  /** Adds an entry of a table; false if it is none. */
  private boolean add(byte[] bytes, int tag, int start, int end) throws MalformedProtoException {
    switch (tag) {
      case (Pprof.STRING_TABLE << 3) | LENGTH -> strings.add(start, end);
      case (Pprof.FUNCTION << 3) | LENGTH -> functions.add(start, end);
      case (Pprof.MAPPING << 3) | LENGTH -> mappings.add(start, end);
      case (Pprof.LOCATION << 3) | LENGTH -> locations.add(start, end);
      case (Pprof.SAMPLE << 3) | LENGTH -> {
        samples.add(start, end);
        countSample(bytes, start, end);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Reads a field of any kind, written in any way. */
  private int readRare(byte[] bytes, int tagAt, int to) throws MalformedProtoException {
    int at = scan.tag(bytes, tagAt, to);
    int tag = scan.intValue();
    switch (tag) {
      case (Pprof.STRING_TABLE << 3) | LENGTH,
          (Pprof.FUNCTION << 3) | LENGTH,
          (Pprof.MAPPING << 3) | LENGTH,
          (Pprof.LOCATION << 3) | LENGTH,
          (Pprof.SAMPLE << 3) | LENGTH -> {
        int start = scan.length(bytes, at, to);
        int end = start + scan.intValue();
        add(bytes, tag, start, end);
        return end;
      }
      default -> {
        return readHead(bytes, tagAt, to);
      }
    }
  }

  private void countSample(byte[] bytes, int from, int to) throws MalformedProtoException {
    int at = from;
    while (at < to) {
      int tag = bytes[at];
      long read = Varints.readShort(bytes, at + 1, to);
      int after = Varints.position(read);
      if (read == Varints.NONE) {
        at = countRare(bytes, at, to);
      } else if (tag == ((Pprof.SAMPLE_VALUE << 3) | VARINT)) {
        values++;
        at = after;
      } else if (Varints.value(read) <= to - after
          && countSized(bytes, tag, after, after + Varints.value(read))) {
        at = after + Varints.value(read);
      } else {
        at = countRare(bytes, at, to);
      }
    }
  }

  /** Counts a field of a sample that has a length; false if it is none. */
  private boolean countSized(byte[] bytes, int tag, int from, int to) {
    switch (tag) {
      case (Pprof.SAMPLE_LOCATION_ID << 3) | LENGTH ->
          stackLocations += ProtoScanner.countVarints(bytes, from, to);
      case (Pprof.SAMPLE_VALUE << 3) | LENGTH ->
          values += ProtoScanner.countVarints(bytes, from, to);
      case (Pprof.SAMPLE_LABEL << 3) | LENGTH -> labels++;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Counts a field of any kind, written in any way. */
  private int countRare(byte[] bytes, int tagAt, int to) throws MalformedProtoException {
    int at = scan.tag(bytes, tagAt, to);
    int tag = scan.intValue();
    switch (tag) {
      case (Pprof.SAMPLE_LOCATION_ID << 3) | VARINT -> {
        at = scan.varint(bytes, at, to);
        stackLocations++;
      }
      case (Pprof.SAMPLE_VALUE << 3) | VARINT -> {
        at = scan.varint(bytes, at, to);
        values++;
      }
      case (Pprof.SAMPLE_LOCATION_ID << 3) | LENGTH,
          (Pprof.SAMPLE_VALUE << 3) | LENGTH,
          (Pprof.SAMPLE_LABEL << 3) | LENGTH -> {
        int start = scan.length(bytes, at, to);
        at = start + scan.intValue();
        countSized(bytes, tag, start, at);
      }
      default -> at = scan.skip(bytes, tagAt, to, Pprof.SAMPLE_LABEL);
    }
    return at;
  }

  private int readHead(byte[] bytes, int tagAt, int to) throws MalformedProtoException {
    in.reset(bytes, tagAt, to);
    int tag = in.readTag();
    switch (tag) {
      case (Pprof.SAMPLE_TYPE << 3) | LENGTH -> readSampleType();
      case (Pprof.DROP_FRAMES << 3) | VARINT -> dropFrames = in.readInt64();
      case (Pprof.KEEP_FRAMES << 3) | VARINT -> keepFrames = in.readInt64();
      case (Pprof.TIME_NANOS << 3) | VARINT -> timeNanos = in.readInt64();
      case (Pprof.DURATION_NANOS << 3) | VARINT -> durationNanos = in.readInt64();
      case (Pprof.PERIOD_TYPE << 3) | LENGTH -> readPeriodType();
      case (Pprof.PERIOD << 3) | VARINT -> period = in.readInt64();
      case (Pprof.COMMENT << 3) | VARINT -> comments.add(in.readInt64());
      case (Pprof.COMMENT << 3) | LENGTH -> readPackedComments();
      case (Pprof.DEFAULT_SAMPLE_TYPE << 3) | VARINT -> defaultSampleType = in.readInt64();
      case (Pprof.DOC_URL << 3) | VARINT -> docUrl = in.readInt64();
      default -> in.skipUnknown(tag, Pprof.DOC_URL);
    }
    return in.position();
  }

  private void readSampleType() throws MalformedProtoException {
    long[] typeAndUnit = readValueType(0, 0);
    sampleTypes.add(typeAndUnit[0]);
    sampleTypes.add(typeAndUnit[1]);
  }

  private void readPeriodType() throws MalformedProtoException {
    // A field that comes twice is one message in two parts.
    long[] typeAndUnit = readValueType(periodType, periodUnit);
    periodType = typeAndUnit[0];
    periodUnit = typeAndUnit[1];
  }

  private long[] readValueType(long type, long unit) throws MalformedProtoException {
    long[] typeAndUnit = {type, unit};
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (Pprof.VALUE_TYPE_TYPE << 3) | VARINT -> typeAndUnit[0] = in.readInt64();
        case (Pprof.VALUE_TYPE_UNIT << 3) | VARINT -> typeAndUnit[1] = in.readInt64();
        default -> in.skipUnknown(tag, Pprof.VALUE_TYPE_UNIT);
      }
    }
    in.pop(outer);
    return typeAndUnit;
  }

  private void readPackedComments() throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      comments.add(in.readInt64());
    }
    in.pop(outer);
  }
}
