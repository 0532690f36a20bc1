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

  private final LocationColumns locations;
  private final FunctionColumns functions;

  private int function;
  private int mapping;
  private long address;
  private long number;
  private long column;
  private int name;
  private int systemName;
  private int file;

  SymbolReader(Tables tables) {
    locations = tables.locations;
    functions = tables.functions;
  }

  /** Reads the next location. */
  void location(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    int firstLine = locations.lines;
    int outer = in.push();
    if (!commonLocation(in.source(), in.position(), in.limit())) {
      locations.forgetLines(firstLine);
      anyLocation(in);
    }
    in.pop(outer);
    locations.add(mapping, address);
  }

  private boolean commonLocation(byte[] source, int from, int end) throws ColumnsFullException {
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
        if (isLine && !commonLine(source, at, at + bytes)) {
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

  private boolean commonLine(byte[] source, int from, int end) throws ColumnsFullException {
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
    locations.addLine(function, number, column);
    return true;
  }

  private void clearLine() {
    function = 0;
    number = 0;
    column = 0;
  }

  private void anyLocation(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    mapping = 0;
    address = 0;
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> mapping = in.readInt32();
        case (2 << 3) | VARINT -> address = in.readInt64();
        case (3 << 3) | LENGTH -> anyLine(in);
        case (4 << 3) | VARINT, (4 << 3) | LENGTH -> in.skip(tag);
        default -> in.skipUnknown(tag, 4);
      }
    }
  }

  private void anyLine(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
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
    locations.addLine(function, number, column);
  }

  /** Reads the next function. */
  void function(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    int outer = in.push();
    if (!commonFunction(in.source(), in.position(), in.limit())) {
      anyFunction(in);
    }
    in.pop(outer);
    functions.add(name, systemName, file, number);
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
