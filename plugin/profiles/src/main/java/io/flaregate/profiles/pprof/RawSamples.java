package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;

/** The samples of a pprof as columns, with the ids that stand on the wire. */
final class RawSamples {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  /** Where the locations, values and labels of each sample end. */
  final IntColumn locationEnds = new IntColumn();

  final IntColumn valueEnds = new IntColumn();
  final IntColumn labelEnds = new IntColumn();

  final LongColumn locationIds = new LongColumn();
  final LongColumn values = new LongColumn();
  final LongColumn labelKeys = new LongColumn();
  final LongColumn labelTexts = new LongColumn();
  final LongColumn labelNumbers = new LongColumn();
  final LongColumn labelUnits = new LongColumn();

  int size() {
    return locationEnds.size();
  }

  void read(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (Pprof.SAMPLE_LOCATION_ID << 3) | LENGTH -> RawPprof.readPacked(in, locationIds);
        case (Pprof.SAMPLE_LOCATION_ID << 3) | VARINT -> locationIds.add(in.readInt64());
        case (Pprof.SAMPLE_VALUE << 3) | LENGTH -> RawPprof.readPacked(in, values);
        case (Pprof.SAMPLE_VALUE << 3) | VARINT -> values.add(in.readInt64());
        case (Pprof.SAMPLE_LABEL << 3) | LENGTH -> readLabel(in);
        default -> in.skipUnknown(tag, Pprof.SAMPLE_LABEL);
      }
    }
    in.pop(outer);
    locationEnds.add(locationIds.size());
    valueEnds.add(values.size());
    labelEnds.add(labelKeys.size());
  }

  private void readLabel(ProtoReader in) throws MalformedProtoException {
    long key = 0;
    long text = 0;
    long number = 0;
    long unit = 0;
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (Pprof.LABEL_KEY << 3) | VARINT -> key = in.readInt64();
        case (Pprof.LABEL_STR << 3) | VARINT -> text = in.readInt64();
        case (Pprof.LABEL_NUM << 3) | VARINT -> number = in.readInt64();
        case (Pprof.LABEL_NUM_UNIT << 3) | VARINT -> unit = in.readInt64();
        default -> in.skipUnknown(tag, Pprof.LABEL_NUM_UNIT);
      }
    }
    in.pop(outer);
    labelKeys.add(key);
    labelTexts.add(text);
    labelNumbers.add(number);
    labelUnits.add(unit);
  }
}
