package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoScanner;
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

  static PprofTexts read(byte[] bytes, Section section, ProtoScanner scan, ReadMode mode)
      throws MalformedProtoException, MalformedPprofException {
    int count = section.count();
    if (count == 0) {
      throw new MalformedPprofException("string_table is empty; its first entry must be \"\"");
    }
    int[] offsets = new int[count];
    int[] lengths = new int[count];
    int malformed = 0;
    section.rewind();
    for (int i = 0; section.next(bytes, scan); i++) {
      int start = section.start();
      int end = section.end();
      offsets[i] = start;
      lengths[i] = end - start;
      if (!Utf8.isValid(bytes, start, end)) {
        malformed++;
        mode.notUtf8(i);
      }
    }
    if (lengths[0] != 0) {
      throw new MalformedPprofException("the first entry of string_table is not \"\"");
    }
    byte[] all = malformed == 0 ? bytes : repair(bytes, offsets, lengths);
    return new PprofTexts(StringTable.of(all, offsets, lengths, count), malformed);
  }

  private static byte[] repair(byte[] bytes, int[] offsets, int[] lengths) {
    ByteArrayOutputStream extended = new ByteArrayOutputStream(bytes.length);
    extended.writeBytes(bytes);
    for (int i = 0; i < offsets.length; i++) {
      int end = offsets[i] + lengths[i];
      if (!Utf8.isValid(bytes, offsets[i], end)) {
        byte[] text = Utf8.repair(bytes, offsets[i], end);
        offsets[i] = extended.size();
        lengths[i] = text.length;
        extended.writeBytes(text);
      }
    }
    return extended.toByteArray();
  }
}
