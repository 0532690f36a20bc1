package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Varints;

/** Reads the functions and locations of the dictionary, one after another. */
final class SymbolReader {
  // Each message is first read as nearly all are, with tags of one byte and indices and numbers of
  // 31 bits, in local variables; what is not such a one, or malformed, is read again by the
  // ProtoReader. What the first try left behind is overwritten then.

  private final Tables tables;
  private final References references;
  private final int texts;
  private final int functionCount;

  private int locations;
  private int lines;
  private int functions;

  private int function;
  private int mapping;
  private long address;
  private long number;
  private long column;
  private int name;
  private int systemName;
  private int file;

  SymbolReader(Tables tables, References references) {
    this.tables = tables;
    this.references = references;
    texts = references.size(Table.STRING);
    functionCount = references.size(Table.FUNCTION);
  }

  /** Reads the next location. */
  void location(ProtoReader in) throws MalformedProtoException {
    int location = locations++;
    int firstLine = lines;
    int outer = in.push();
    if (!commonLocation(in.source(), in.position(), in.limit(), location)) {
      lines = firstLine;
      anyLocation(in, location);
    }
    in.pop(outer);
    tables.locationMappings[location] =
        mapping == 0 ? 0 : references.checked(Table.LOCATION, location, Table.MAPPING, mapping);
    tables.locationAddresses[location] = address;
    tables.locationLineEnds[location] = lines;
  }

  private boolean commonLocation(byte[] source, int from, int end, int location) {
    mapping = 0;
    address = 0;
    int at = from;
    while (at < end) {
      int tag = source[at++];
      if (tag == ((2 << 3) | VARINT)) {
        int next = longVarint(source, at, end);
        if (next < 0) {
          return false;
        }
        at = next;
        continue;
      }
      long read = Varints.readShort(source, at, end);
      if (read == Varints.NONE) {
        return false;
      }
      at = Varints.position(read);
      if (tag == ((1 << 3) | VARINT)) {
        mapping = Varints.value(read);
      } else {
        // Attributes of locations are of no use to a pprof.
        int bytes = Varints.value(read);
        boolean isLine = tag == ((3 << 3) | LENGTH);
        if (bytes > end - at || (!isLine && tag != ((4 << 3) | LENGTH))) {
          return false;
        }
        if (isLine && !commonLine(source, at, at + bytes, location)) {
          return false;
        }
        at += bytes;
      }
    }
    return true;
  }

  /** Reads the address and returns the position after it; −1 if it does not end in time. */
  private int longVarint(byte[] source, int from, int end) {
    long value = 0;
    int last = Math.min(from + Varints.MAX_BYTES, end);
    for (int at = from; at < last; at++) {
      value |= ((long) (source[at] & 0x7F)) << (7 * (at - from));
      if (source[at] >= 0) {
        address = value;
        return at + 1;
      }
    }
    return -1;
  }

  private boolean commonLine(byte[] source, int from, int end, int location) {
    clearLine();
    int at = from;
    while (at < end) {
      int tag = source[at++];
      long read = Varints.readShort(source, at, end);
      if (read == Varints.NONE) {
        return false;
      }
      at = Varints.position(read);
      switch (tag) {
        case (1 << 3) | VARINT -> function = Varints.value(read);
        case (2 << 3) | VARINT -> number = Varints.value(read);
        case (3 << 3) | VARINT -> column = Varints.value(read);
        default -> {
          return false;
        }
      }
    }
    addLine(location);
    return true;
  }

  private void clearLine() {
    function = 0;
    number = 0;
    column = 0;
  }

  private void addLine(int location) {
    int line = lines++;
    tables.lineNumbers[line] = number;
    tables.lineFunctions[line] =
        function >= 0 && function < functionCount
            ? function
            : references.checked(Table.LOCATION, location, Table.FUNCTION, function);
    tables.column(line, column);
  }

  private void anyLocation(ProtoReader in, int location) throws MalformedProtoException {
    mapping = 0;
    address = 0;
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> mapping = in.readInt32();
        case (2 << 3) | VARINT -> address = in.readInt64();
        case (3 << 3) | LENGTH -> anyLine(in, location);
        case (4 << 3) | VARINT, (4 << 3) | LENGTH -> in.skip(tag);
        default -> in.skipUnknown(tag, 4);
      }
    }
  }

  private void anyLine(ProtoReader in, int location) throws MalformedProtoException {
    clearLine();
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> function = in.readInt32();
        case (2 << 3) | VARINT -> number = in.readInt64();
        case (3 << 3) | VARINT -> column = in.readInt64();
        default -> in.skipUnknown(tag, 3);
      }
    }
    in.pop(outer);
    addLine(location);
  }

  /** Reads the next function. */
  void function(ProtoReader in) throws MalformedProtoException {
    int index = functions++;
    int outer = in.push();
    if (!commonFunction(in.source(), in.position(), in.limit())) {
      anyFunction(in);
    }
    in.pop(outer);
    tables.functionNames[index] = text(index, name);
    tables.functionSystemNames[index] = text(index, systemName);
    tables.functionFiles[index] = text(index, file);
    tables.functionStartLines[index] = number;
  }

  private int text(int index, int text) {
    return text >= 0 && text < texts
        ? text
        : references.checked(Table.FUNCTION, index, Table.STRING, text);
  }

  private void clearFunction() {
    name = 0;
    systemName = 0;
    file = 0;
    number = 0;
  }

  private boolean commonFunction(byte[] source, int from, int end) {
    clearFunction();
    int at = from;
    while (at < end) {
      int tag = source[at++];
      long read = Varints.readShort(source, at, end);
      if (read == Varints.NONE) {
        return false;
      }
      at = Varints.position(read);
      switch (tag) {
        case (1 << 3) | VARINT -> name = Varints.value(read);
        case (2 << 3) | VARINT -> systemName = Varints.value(read);
        case (3 << 3) | VARINT -> file = Varints.value(read);
        case (4 << 3) | VARINT -> number = Varints.value(read);
        default -> {
          return false;
        }
      }
    }
    return true;
  }

  private void anyFunction(ProtoReader in) throws MalformedProtoException {
    clearFunction();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> name = in.readInt32();
        case (2 << 3) | VARINT -> systemName = in.readInt32();
        case (3 << 3) | VARINT -> file = in.readInt32();
        case (4 << 3) | VARINT -> number = in.readInt64();
        default -> in.skipUnknown(tag, 4);
      }
    }
  }
}
