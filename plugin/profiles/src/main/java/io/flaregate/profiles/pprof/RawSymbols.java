package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.profiles.Mappings;

/** Mappings, locations and functions of a pprof as columns, with the ids that stand on the wire. */
final class RawSymbols {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  final LongColumn mappingIds = new LongColumn();
  final LongColumn mappingStarts = new LongColumn();
  final LongColumn mappingLimits = new LongColumn();
  final LongColumn mappingOffsets = new LongColumn();
  final LongColumn mappingFiles = new LongColumn();
  final LongColumn mappingBuildIds = new LongColumn();
  final IntColumn mappingFlags = new IntColumn();

  final LongColumn locationIds = new LongColumn();
  final LongColumn locationMappings = new LongColumn();
  final LongColumn locationAddresses = new LongColumn();
  final IntColumn locationFolded = new IntColumn();
  final IntColumn lineEnds = new IntColumn();
  final LongColumn lineFunctions = new LongColumn();
  final LongColumn lineNumbers = new LongColumn();
  final LongColumn lineColumns = new LongColumn();

  final LongColumn functionIds = new LongColumn();
  final LongColumn functionNames = new LongColumn();
  final LongColumn functionSystemNames = new LongColumn();
  final LongColumn functionFiles = new LongColumn();
  final LongColumn functionStartLines = new LongColumn();

  void readMapping(ProtoReader in) throws MalformedProtoException {
    long[] fields = new long[Pprof.MAPPING_HAS_INLINE_FRAMES + 1];
    readFields(in, fields);
    mappingIds.add(fields[Pprof.MAPPING_ID]);
    mappingStarts.add(fields[Pprof.MAPPING_START]);
    mappingLimits.add(fields[Pprof.MAPPING_LIMIT]);
    mappingOffsets.add(fields[Pprof.MAPPING_OFFSET]);
    mappingFiles.add(fields[Pprof.MAPPING_FILENAME]);
    mappingBuildIds.add(fields[Pprof.MAPPING_BUILD_ID]);
    mappingFlags.add(
        flag(fields[Pprof.MAPPING_HAS_FUNCTIONS], Mappings.HAS_FUNCTIONS)
            | flag(fields[Pprof.MAPPING_HAS_FILENAMES], Mappings.HAS_FILENAMES)
            | flag(fields[Pprof.MAPPING_HAS_LINE_NUMBERS], Mappings.HAS_LINE_NUMBERS)
            | flag(fields[Pprof.MAPPING_HAS_INLINE_FRAMES], Mappings.HAS_INLINE_FRAMES));
  }

  private static int flag(long field, int flag) {
    return field != 0 ? flag : 0;
  }

  /** Reads a message whose fields are all varints and are numbered from 1. */
  private static void readFields(ProtoReader in, long[] fields) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      int field = ProtoReader.field(tag);
      if (field < fields.length && ProtoReader.wireType(tag) == VARINT) {
        fields[field] = in.readInt64();
      } else {
        in.skipUnknown(tag, fields.length - 1);
      }
    }
    in.pop(outer);
  }

  void readLocation(ProtoReader in) throws MalformedProtoException {
    long id = 0;
    long mapping = 0;
    long address = 0;
    boolean folded = false;
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (Pprof.LOCATION_ID << 3) | VARINT -> id = in.readInt64();
        case (Pprof.LOCATION_MAPPING_ID << 3) | VARINT -> mapping = in.readInt64();
        case (Pprof.LOCATION_ADDRESS << 3) | VARINT -> address = in.readInt64();
        case (Pprof.LOCATION_LINE << 3) | LENGTH -> readLine(in);
        case (Pprof.LOCATION_IS_FOLDED << 3) | VARINT -> folded = in.readBool();
        default -> in.skipUnknown(tag, Pprof.LOCATION_IS_FOLDED);
      }
    }
    in.pop(outer);
    locationIds.add(id);
    locationMappings.add(mapping);
    locationAddresses.add(address);
    locationFolded.add(folded ? 1 : 0);
    lineEnds.add(lineFunctions.size());
  }

  private void readLine(ProtoReader in) throws MalformedProtoException {
    long[] fields = new long[Pprof.LINE_COLUMN + 1];
    readFields(in, fields);
    lineFunctions.add(fields[Pprof.LINE_FUNCTION_ID]);
    lineNumbers.add(fields[Pprof.LINE_LINE]);
    lineColumns.add(fields[Pprof.LINE_COLUMN]);
  }

  void readFunction(ProtoReader in) throws MalformedProtoException {
    long[] fields = new long[Pprof.FUNCTION_START_LINE + 1];
    readFields(in, fields);
    functionIds.add(fields[Pprof.FUNCTION_ID]);
    functionNames.add(fields[Pprof.FUNCTION_NAME]);
    functionSystemNames.add(fields[Pprof.FUNCTION_SYSTEM_NAME]);
    functionFiles.add(fields[Pprof.FUNCTION_FILENAME]);
    functionStartLines.add(fields[Pprof.FUNCTION_START_LINE]);
  }
}
