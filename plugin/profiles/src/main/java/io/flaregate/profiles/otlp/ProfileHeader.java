package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.FIXED64;
import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;

/** What a profile says of itself besides its samples. */
final class ProfileHeader {
  private static final int ID_BYTES = 16;

  /** References as they came. */
  int typeName;

  int typeUnit;
  int periodName;
  int periodUnit;

  long period;
  long timeUnixNanos;
  long durationNanos;
  long idHigh;
  long idLow;

  /** 0 if there is no id. */
  int idLength;

  private int name;
  private int unit;

  /** Forgets what was read. */
  void clear() {
    typeName = 0;
    typeUnit = 0;
    periodName = 0;
    periodUnit = 0;
    period = 0;
    timeUnixNanos = 0;
    durationNanos = 0;
    idHigh = 0;
    idLow = 0;
    idLength = 0;
  }

  boolean hasWrongId() {
    return idLength != 0 && idLength != ID_BYTES;
  }

  /** Reads a field that holds no sample, the tag of which has been read. */
  void read(ProtoReader in, int tag) throws MalformedProtoException {
    switch (tag) {
      case (1 << 3) | LENGTH -> sampleType(in);
      case (3 << 3) | FIXED64 -> timeUnixNanos = saturated(in.readFixed64());
      case (4 << 3) | VARINT -> durationNanos = saturated(in.readInt64());
      case (5 << 3) | LENGTH -> periodType(in);
      case (6 << 3) | VARINT -> period = in.readInt64();
      case (7 << 3) | LENGTH -> id(in);
      // A count, the original payload and attributes of the profile: of no use to a pprof.
      case (8 << 3) | VARINT,
          (9 << 3) | LENGTH,
          (10 << 3) | LENGTH,
          (11 << 3) | LENGTH,
          (11 << 3) | VARINT ->
          in.skip(tag);
      default -> in.skipUnknown(tag, 11);
    }
  }

  /** Unsigned on the wire; the years from 2262 on become the last nanosecond that there is. */
  private static long saturated(long unsigned) {
    return unsigned < 0 ? Long.MAX_VALUE : unsigned;
  }

  private void sampleType(ProtoReader in) throws MalformedProtoException {
    name = typeName;
    unit = typeUnit;
    valueType(in);
    typeName = name;
    typeUnit = unit;
  }

  private void periodType(ProtoReader in) throws MalformedProtoException {
    name = periodName;
    unit = periodUnit;
    valueType(in);
    periodName = name;
    periodUnit = unit;
  }

  private void valueType(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> name = in.readInt32();
        case (2 << 3) | VARINT -> unit = in.readInt32();
        default -> in.skipUnknown(tag, 2);
      }
    }
    in.pop(outer);
  }

  private void id(ProtoReader in) throws MalformedProtoException {
    idLength = in.readLength();
    if (idLength == ID_BYTES) {
      idHigh = Long.reverseBytes(in.readFixed64());
      idLow = Long.reverseBytes(in.readFixed64());
    } else {
      in.skipBytes(idLength);
      idHigh = 0;
      idLow = 0;
    }
  }
}
