package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.Utf8;
import io.flaregate.spi.profiles.StringTable;
import java.io.ByteArrayOutputStream;

/**
 * The texts of a pprof, slices of its bytes; those that are not UTF-8 are repaired in a copy.
 *
 * @param strings the texts under their own indices
 * @param repaired how many were not UTF-8
 */
record PprofTexts(StringTable strings, int repaired) {

  static PprofTexts of(RawPprof raw) {
    byte[] bytes = raw.bytes;
    int[] offsets = raw.stringOffsets.toArray();
    int[] lengths = raw.stringLengths.toArray();
    ByteArrayOutputStream extended = new ByteArrayOutputStream(0);
    int repaired = 0;
    for (int i = 0; i < offsets.length; i++) {
      if (!Utf8.isValid(bytes, offsets[i], offsets[i] + lengths[i])) {
        if (repaired++ == 0) {
          extended.writeBytes(bytes);
        }
        byte[] text = Utf8.repair(bytes, offsets[i], offsets[i] + lengths[i]);
        offsets[i] = extended.size();
        lengths[i] = text.length;
        extended.writeBytes(text);
      }
    }
    byte[] all = repaired == 0 ? bytes : extended.toByteArray();
    return new PprofTexts(StringTable.of(all, offsets, lengths, offsets.length), repaired);
  }
}
