package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Functions;

/** Reads the functions of a pprof into columns. */
final class FunctionReader {
  private static final int VARINT = ProtoReader.VARINT;

  private final PprofScratch scratch;
  private final int texts;
  private final int[] names;
  private final int[] systemNames;
  private final int[] files;
  private final long[] startLines;

  /** Of the function under way. */
  private final EntryFields fields;

  /** A reader of one pprof. */
  FunctionReader(PprofScratch scratch) {
    this.scratch = scratch;
    fields = scratch.fields;
    texts = scratch.outline.strings.count();
    int size = scratch.outline.functions.count() + 1;
    names = new int[size];
    systemNames = new int[size];
    files = new int[size];
    startLines = new long[size];
  }

  /** Reads all functions. */
  Functions read(byte[] bytes, Section section)
      throws MalformedProtoException, MalformedPprofException {
    IdTable ids = scratch.functionIds;
    ProtoScanner scan = scratch.scan;
    ids.reset(section.count());
    section.rewind();
    for (int i = 1; section.next(bytes, scan); i++) {
      readFunction(bytes, section.start(), section.end());
      ids.add(fields.id);
      put(i);
    }
    ids.complete();
    return new Functions(names, systemNames, files, startLines);
  }

  /** All fields are varints. */
  private void readFunction(byte[] bytes, int from, int to) throws MalformedProtoException {
    fields.clearFunction();
    int at = from;
    while (at < to) {
      // Nearly all tags take one byte, nearly all numbers are indices.
      int tag = bytes[at];
      long read = Varints.readShort(bytes, at + 1, to);
      if (read != Varints.NONE && set(tag, Varints.value(read))) {
        at = Varints.position(read);
      } else {
        at = readRare(bytes, at, to);
      }
    }
  }

  private void put(int index) throws MalformedPprofException {
    int number = index - 1;
    names[index] = PprofChecks.text("name of function", number, fields.name, texts);
    systemNames[index] =
        PprofChecks.text("system_name of function", number, fields.systemName, texts);
    files[index] = PprofChecks.text("filename of function", number, fields.file, texts);
    startLines[index] = fields.startLine;
  }

  /** Reads a field of any kind, written in any way. */
  private int readRare(byte[] bytes, int tagAt, int to) throws MalformedProtoException {
    ProtoScanner scan = scratch.scan;
    int at = scan.tag(bytes, tagAt, to);
    int tag = scan.intValue();
    if (tag >>> 3 == 0
        || tag >>> 3 > Pprof.FUNCTION_START_LINE
        || ProtoReader.wireType(tag) != VARINT) {
      return scan.skip(bytes, tagAt, to, Pprof.FUNCTION_START_LINE);
    }
    at = scan.varint(bytes, at, to);
    set(tag, scan.value());
    return at;
  }

  /** Sets a field; false if a function has none of that tag. */
  private boolean set(int tag, long value) {
    switch (tag) {
      case (Pprof.FUNCTION_ID << 3) | VARINT -> fields.id = value;
      case (Pprof.FUNCTION_NAME << 3) | VARINT -> fields.name = value;
      case (Pprof.FUNCTION_SYSTEM_NAME << 3) | VARINT -> fields.systemName = value;
      case (Pprof.FUNCTION_FILENAME << 3) | VARINT -> fields.file = value;
      case (Pprof.FUNCTION_START_LINE << 3) | VARINT -> fields.startLine = value;
      default -> {
        return false;
      }
    }
    return true;
  }
}
