package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.spi.profiles.Mappings;
import java.util.Arrays;

/** Reads the mappings of a pprof into columns. */
final class MappingReader {
  private static final int FIELDS = Pprof.MAPPING_HAS_INLINE_FRAMES;

  private final ProtoScanner scan;
  private final long[] fields = new long[FIELDS + 1];
  private final IdTable ids;

  private final int texts;

  /** A reader of one pprof. */
  MappingReader(PprofScratch scratch) {
    scan = scratch.scan;
    ids = scratch.mappingIds;
    texts = scratch.outline.strings.count();
  }

  /** Reads all mappings. */
  Mappings read(byte[] bytes, Section section)
      throws MalformedProtoException, MalformedPprofException {
    int size = section.count() + 1;
    long[] starts = new long[size];
    long[] limits = new long[size];
    long[] offsets = new long[size];
    int[] files = new int[size];
    int[] buildIds = new int[size];
    byte[] flags = new byte[size];
    ids.reset(section.count());
    section.rewind();
    for (int i = 1; section.next(bytes, scan); i++) {
      readFields(bytes, section.start(), section.end());
      ids.add(fields[Pprof.MAPPING_ID]);
      starts[i] = fields[Pprof.MAPPING_START];
      limits[i] = fields[Pprof.MAPPING_LIMIT];
      offsets[i] = fields[Pprof.MAPPING_OFFSET];
      files[i] =
          PprofChecks.text("filename of mapping", i - 1, fields[Pprof.MAPPING_FILENAME], texts);
      buildIds[i] =
          PprofChecks.text("build_id of mapping", i - 1, fields[Pprof.MAPPING_BUILD_ID], texts);
      flags[i] = (byte) flags();
    }
    ids.complete();
    return new Mappings(starts, limits, offsets, files, buildIds, flags);
  }

  /** All fields are varints. */
  private void readFields(byte[] bytes, int from, int to) throws MalformedProtoException {
    Arrays.fill(fields, 0);
    int at = from;
    while (at < to) {
      int tagAt = at;
      at = scan.tag(bytes, at, to);
      int field = ProtoReader.field(scan.intValue());
      if (field > 0
          && field <= FIELDS
          && ProtoReader.wireType(scan.intValue()) == ProtoReader.VARINT) {
        at = scan.varint(bytes, at, to);
        fields[field] = scan.value();
      } else {
        at = scan.skip(bytes, tagAt, to, FIELDS);
      }
    }
  }

  private int flags() {
    return flag(Pprof.MAPPING_HAS_FUNCTIONS, Mappings.HAS_FUNCTIONS)
        | flag(Pprof.MAPPING_HAS_FILENAMES, Mappings.HAS_FILENAMES)
        | flag(Pprof.MAPPING_HAS_LINE_NUMBERS, Mappings.HAS_LINE_NUMBERS)
        | flag(Pprof.MAPPING_HAS_INLINE_FRAMES, Mappings.HAS_INLINE_FRAMES);
  }

  private int flag(int field, int flag) {
    return fields[field] != 0 ? flag : 0;
  }
}
