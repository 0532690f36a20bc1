package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;

/**
 * A pprof as columns, with the ids and indices that stand on the wire; nothing is checked but the
 * encoding. Takes memory in proportion to the bytes.
 */
final class RawPprof {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  final byte[] bytes;
  private final ProtoReader in = new ProtoReader();

  /** Index of type and unit of each value type in turn. */
  final LongColumn sampleTypes = new LongColumn();

  final RawSamples samples = new RawSamples();
  final RawSymbols symbols = new RawSymbols();

  /** Where the texts stand in the bytes. */
  final IntColumn stringOffsets = new IntColumn();

  final IntColumn stringLengths = new IntColumn();

  long dropFrames;
  long keepFrames;
  long timeNanos;
  long durationNanos;
  long periodType;
  long periodUnit;
  long period;
  final LongColumn comments = new LongColumn();
  long defaultSampleType;
  long docUrl;

  private RawPprof(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads the part of an array from {@code from} to before {@code to}.
   *
   * @throws MalformedPprofException if it is not protobuf of this schema
   */
  static RawPprof read(byte[] bytes, int from, int to) throws MalformedPprofException {
    RawPprof pprof = new RawPprof(bytes);
    try {
      pprof.in.reset(bytes, from, to);
      while (pprof.in.hasMore()) {
        pprof.readField(pprof.in.readTag());
      }
    } catch (MalformedProtoException e) {
      throw new MalformedPprofException("not a pprof: " + e.getMessage());
    }
    return pprof;
  }

  private void readField(int tag) throws MalformedProtoException {
    switch (tag) {
      case (Pprof.SAMPLE_TYPE << 3) | LENGTH -> readSampleType();
      case (Pprof.SAMPLE << 3) | LENGTH -> samples.read(in);
      case (Pprof.MAPPING << 3) | LENGTH -> symbols.readMapping(in);
      case (Pprof.LOCATION << 3) | LENGTH -> symbols.readLocation(in);
      case (Pprof.FUNCTION << 3) | LENGTH -> symbols.readFunction(in);
      case (Pprof.STRING_TABLE << 3) | LENGTH -> readString();
      default -> readHead(tag);
    }
  }

  private void readHead(int tag) throws MalformedProtoException {
    switch (tag) {
      case (Pprof.DROP_FRAMES << 3) | VARINT -> dropFrames = in.readInt64();
      case (Pprof.KEEP_FRAMES << 3) | VARINT -> keepFrames = in.readInt64();
      case (Pprof.TIME_NANOS << 3) | VARINT -> timeNanos = in.readInt64();
      case (Pprof.DURATION_NANOS << 3) | VARINT -> durationNanos = in.readInt64();
      case (Pprof.PERIOD_TYPE << 3) | LENGTH -> readPeriodType();
      case (Pprof.PERIOD << 3) | VARINT -> period = in.readInt64();
      case (Pprof.COMMENT << 3) | VARINT -> comments.add(in.readInt64());
      case (Pprof.COMMENT << 3) | LENGTH -> readPacked(in, comments);
      case (Pprof.DEFAULT_SAMPLE_TYPE << 3) | VARINT -> defaultSampleType = in.readInt64();
      case (Pprof.DOC_URL << 3) | VARINT -> docUrl = in.readInt64();
      default -> in.skipUnknown(tag, Pprof.DOC_URL);
    }
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

  private void readString() throws MalformedProtoException {
    int length = in.readLength();
    stringOffsets.add(in.position());
    stringLengths.add(length);
    in.skipBytes(length);
  }

  /** Reads packed varints to the end of a column. */
  static void readPacked(ProtoReader in, LongColumn column) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      column.add(in.readInt64());
    }
    in.pop(outer);
  }

  int types() {
    return sampleTypes.size() / 2;
  }

  int strings() {
    return stringLengths.size();
  }
}
