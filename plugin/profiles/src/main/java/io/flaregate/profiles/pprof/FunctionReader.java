package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.spi.profiles.Functions;

/** Reads the functions of a pprof into columns. */
final class FunctionReader {
  private static final int VARINT = ProtoReader.VARINT;

  private final ProtoScanner scan;
  private final IdTable ids;
  private final int texts;
  private final int[] names;
  private final int[] systemNames;
  private final int[] files;
  private final long[] startLines;

  /** A reader of one pprof. */
  FunctionReader(PprofScratch scratch) {
    scan = scratch.scan;
    ids = scratch.functionIds;
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
    ids.reset(section.count());
    section.rewind();
    for (int i = 1; section.next(bytes, scan); i++) {
      readFunction(bytes, section.start(), section.end(), i);
    }
    ids.complete();
    return new Functions(names, systemNames, files, startLines);
  }

  private void readFunction(byte[] bytes, int from, int to, int index)
      throws MalformedProtoException, MalformedPprofException {
    long id = 0;
    long name = 0;
    long systemName = 0;
    long file = 0;
    long startLine = 0;
    int at = from;
    while (at < to) {
      int tagAt = at;
      at = scan.tag(bytes, at, to);
      switch (scan.intValue()) {
        case (Pprof.FUNCTION_ID << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          id = scan.value();
        }
        case (Pprof.FUNCTION_NAME << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          name = scan.value();
        }
        case (Pprof.FUNCTION_SYSTEM_NAME << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          systemName = scan.value();
        }
        case (Pprof.FUNCTION_FILENAME << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          file = scan.value();
        }
        case (Pprof.FUNCTION_START_LINE << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          startLine = scan.value();
        }
        default -> at = scan.skip(bytes, tagAt, to, Pprof.FUNCTION_START_LINE);
      }
    }
    ids.add(id);
    names[index] = PprofChecks.text("name of function", index - 1, name, texts);
    systemNames[index] = PprofChecks.text("system_name of function", index - 1, systemName, texts);
    files[index] = PprofChecks.text("filename of function", index - 1, file, texts);
    startLines[index] = startLine;
  }
}
