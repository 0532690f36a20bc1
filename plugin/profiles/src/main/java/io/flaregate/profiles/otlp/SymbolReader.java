package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Varints;

/** Reads the functions and locations of the dictionary, one after another. */
final class SymbolReader {
  // Each message is first read as nearly all are, with tags of one byte and indices and numbers of
  // 31 bits, in local variables, and messages of one kind that follow each other in one loop; what
  // is not such a one, or malformed, is read again by the ProtoReader.

  private static final byte LOCATION_TAG = (Table.LOCATION_FIELD << 3) | LENGTH;
  private static final byte FUNCTION_TAG = (Table.FUNCTION_FIELD << 3) | LENGTH;

  private final LocationColumns locations;
  private final FunctionColumns functions;

  /** What {@link #longVarint} read. */
  private long longValue;

  SymbolReader(Tables tables) {
    locations = tables.locations;
    functions = tables.functions;
  }

  /** Reads the next location, and those that follow it as long as they are common. */
  void locations(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    byte[] source = in.source();
    int limit = in.limit();
    int at = in.position();
    while (true) {
      int firstLine = locations.lines;
      long length = Varints.readLength(source, at, limit);
      int end = Varints.position(length) + Varints.value(length);
      if (length == Varints.NONE || !commonLocation(source, Varints.position(length), end)) {
        in.seek(at);
        locations.forgetLines(firstLine);
        anyLocation(in);
        return;
      }
      if (end == limit || source[end] != LOCATION_TAG) {
        in.seek(end);
        return;
      }
      at = end + 1;
    }
  }

  private boolean commonLocation(byte[] source, int from, int end) throws ColumnsFullException {
    int mapping = 0;
    long address = 0;
    int at = from;
    while (at < end) {
      int tag = source[at++];
      if (tag == ((2 << 3) | VARINT)) {
        int next = longVarint(source, at, end);
        if (next < 0) {
          return false;
        }
        address = longValue;
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
    locations.add(mapping, address);
    return true;
  }

  /** Reads a varint and returns the position after it; −1 if it does not end in time. */
  private int longVarint(byte[] source, int from, int end) {
    long value = 0;
    int last = Math.min(from + Varints.MAX_BYTES, end);
    for (int at = from; at < last; at++) {
      value |= ((long) (source[at] & 0x7F)) << (7 * (at - from));
      if (source[at] >= 0) {
        longValue = value;
        return at + 1;
      }
    }
    return -1;
  }

  private boolean commonLine(byte[] source, int from, int end) throws ColumnsFullException {
    int function = 0;
    int number = 0;
    int column = 0;
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

  private void anyLocation(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    int mapping = 0;
    long address = 0;
    int outer = in.push();
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
    in.pop(outer);
    locations.add(mapping, address);
  }

  private void anyLine(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    int function = 0;
    long number = 0;
    long column = 0;
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

  /** Reads the next function, and those that follow it as long as they are common. */
  void functions(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    byte[] source = in.source();
    int limit = in.limit();
    int at = in.position();
    while (true) {
      long length = Varints.readLength(source, at, limit);
      int end = Varints.position(length) + Varints.value(length);
      if (length == Varints.NONE || !commonFunction(source, Varints.position(length), end)) {
        in.seek(at);
        anyFunction(in);
        return;
      }
      if (end == limit || source[end] != FUNCTION_TAG) {
        in.seek(end);
        return;
      }
      at = end + 1;
    }
  }

  private boolean commonFunction(byte[] source, int from, int end) throws ColumnsFullException {
    int name = 0;
    int systemName = 0;
    int file = 0;
    int number = 0;
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
    functions.add(name, systemName, file, number);
    return true;
  }

  private void anyFunction(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    int name = 0;
    int systemName = 0;
    int file = 0;
    long number = 0;
    int outer = in.push();
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
    in.pop(outer);
    functions.add(name, systemName, file, number);
  }
}
