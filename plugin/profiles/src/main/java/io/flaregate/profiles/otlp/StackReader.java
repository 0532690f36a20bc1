package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.PackedIndices;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Varints;

/** Reads the stacks of the dictionary, most of the bytes of many requests. */
final class StackReader {
  // A stack is first read as nearly all are, as one packed field of indices, and stacks that follow
  // each other in one loop. What is not such a one, or malformed, is read again by the ProtoReader.

  private static final int NOT_COMMON = -1;
  private static final byte STACK_TAG = (Table.STACK_FIELD << 3) | LENGTH;
  private static final byte LOCATIONS_TAG = (1 << 3) | LENGTH;

  private final StackColumns stacks;
  private final PackedIndices packed = new PackedIndices();
  private int highestLocation;

  StackReader(StackColumns stacks) {
    this.stacks = stacks;
  }

  /** The highest location of all stacks at least; what is above may be no location. */
  int highestLocation() {
    return Math.max(highestLocation, packed.highest());
  }

  /** Reads the next stack, and those that follow it as long as they are common. */
  void readRun(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    byte[] source = in.source();
    int limit = in.limit();
    int at = in.position();
    int end;
    while ((end = common(source, at, limit)) >= 0) {
      stacks.add();
      if (end == limit || source[end] != STACK_TAG) {
        in.seek(end);
        return;
      }
      at = end + 1;
    }
    in.seek(at);
    any(in);
  }

  /** Reads a stack from its length on, and returns the position after it. */
  private int common(byte[] source, int position, int limit) throws ColumnsFullException {
    long length = Varints.readLength(source, position, limit);
    int at = Varints.position(length);
    int end = at + Varints.value(length);
    if (length == Varints.NONE || at == end || source[at] != LOCATIONS_TAG) {
      return NOT_COMMON;
    }
    long bytes = Varints.readLength(source, at + 1, end);
    if (bytes == Varints.NONE || Varints.value(bytes) != end - Varints.position(bytes)) {
      return NOT_COMMON;
    }
    int from = stacks.locationCount;
    stacks.makeRoom(Varints.value(bytes));
    int to = packed.read(source, Varints.position(bytes), end, stacks.locations, from);
    if (to < from) {
      return NOT_COMMON;
    }
    stacks.locationCount = to;
    return end;
  }

  private void any(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    int outer = in.push();
    stacks.makeRoom(in.remaining());
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> packedLocations(in);
        case (1 << 3) | VARINT -> location(in.readInt32());
        default -> in.skipUnknown(tag, 1);
      }
    }
    in.pop(outer);
    stacks.add();
  }

  private void packedLocations(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      location(in.readInt32());
    }
    in.pop(outer);
  }

  private void location(int location) {
    if (location != 0) {
      stacks.locations[stacks.locationCount++] = location;
      highestLocation = location < 0 ? Integer.MAX_VALUE : Math.max(highestLocation, location);
    }
  }
}
