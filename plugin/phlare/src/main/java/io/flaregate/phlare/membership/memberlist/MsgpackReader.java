package io.flaregate.phlare.membership.memberlist;

/**
 * Reads the part of msgpack that memberlist uses, out of a slice: maps with text keys, integers in
 * any form, booleans, and texts and byte strings in any form. Nil stands for zero, false and empty,
 * as Go reads it. Everything else can be skipped.
 *
 * <p>Nothing is allocated by a size that the bytes claim: a collection can have no more items than
 * there are bytes left.
 *
 * @see <a href="https://github.com/msgpack/msgpack/blob/master/spec.md">the format</a>
 */
final class MsgpackReader {
  /** How deep skipped values may lie in each other. */
  static final int MAX_DEPTH = 16;

  /** Keys longer than this are unknown ones. */
  private static final int MAX_KEY_BYTES = 64;

  private static final int NIL = 0xc0;

  private final byte[] bytes;
  private final int end;
  private int at;

  MsgpackReader(Slice slice) {
    this.bytes = slice.bytes;
    this.at = slice.from;
    this.end = slice.to;
  }

  int remaining() {
    return end - at;
  }

  /** What has not been read yet. */
  Slice rest() {
    return new Slice(bytes, at, end);
  }

  /** The number of entries of the map that begins here; nil is an empty one. */
  int mapSize() throws MemberlistException {
    int type = unsigned(1, "type");
    long size =
        switch (type) {
          case NIL -> 0;
          case 0xde -> unsigned(2, "size");
          case 0xdf -> unsigned(4, "size") & 0xffff_ffffL;
          default -> (type & 0xf0) == 0x80 ? type & 0x0f : -1;
        };
    if (size < 0) {
      throw unexpected("map", type);
    }
    items(2 * size);
    return (int) size;
  }

  /** A key; one that no message has if it is longer than any known one. */
  String key() throws MemberlistException {
    Slice key = raw();
    return key.length() > MAX_KEY_BYTES ? "" : key.text();
  }

  boolean bool() throws MemberlistException {
    int type = unsigned(1, "type");
    return switch (type) {
      case NIL, 0xc2 -> false;
      case 0xc3 -> true;
      default -> throw unexpected("boolean", type);
    };
  }

  long integer() throws MemberlistException {
    int type = unsigned(1, "type");
    return switch (type) {
      case NIL -> 0;
      case 0xcc -> unsigned(1, "number");
      case 0xcd -> unsigned(2, "number");
      case 0xce -> unsigned(4, "number") & 0xffff_ffffL;
      case 0xd0 -> (byte) unsigned(1, "number");
      case 0xd1 -> (short) unsigned(2, "number");
      case 0xd2 -> unsigned(4, "number");
      case 0xcf, 0xd3 -> wide(type);
      default -> {
        if (type >= 0x80 && type < 0xe0) {
          throw unexpected("integer", type);
        }
        yield (byte) type;
      }
    };
  }

  private long wide(int type) throws MemberlistException {
    long high = unsigned(4, "number");
    long value = high << 32 | (unsigned(4, "number") & 0xffff_ffffL);
    if (type == 0xcf && value < 0) {
      throw MemberlistException.malformed(
          "msgpack: number " + Long.toUnsignedString(value) + " is too large");
    }
    return value;
  }

  /** A text or a byte string. */
  Slice raw() throws MemberlistException {
    int type = unsigned(1, "type");
    long length = rawLength(type);
    if (length < 0) {
      throw unexpected("text or bytes", type);
    }
    int from = at;
    advance(length);
    return new Slice(bytes, from, at);
  }

  private long rawLength(int type) throws MemberlistException {
    return switch (type) {
      case NIL -> 0;
      case 0xc4, 0xd9 -> unsigned(1, "length");
      case 0xc5, 0xda -> unsigned(2, "length");
      case 0xc6, 0xdb -> unsigned(4, "length") & 0xffff_ffffL;
      default -> (type & 0xe0) == 0xa0 ? type & 0x1f : -1;
    };
  }

  /** Passes over a value, whatever it is, without recursion. */
  void skip() throws MemberlistException {
    long left = skipOne();
    if (left == 0) {
      return;
    }
    long[] open = new long[MAX_DEPTH];
    int depth = 0;
    open[0] = left;
    while (depth >= 0) {
      if (open[depth] == 0) {
        depth--;
        continue;
      }
      open[depth]--;
      long items = skipOne();
      if (items > 0) {
        if (++depth == MAX_DEPTH) {
          throw MemberlistException.malformed(
              "msgpack: values lie more than " + MAX_DEPTH + " deep at byte " + at);
        }
        open[depth] = items;
      }
    }
  }

  /** Passes over a value without its items and returns how many these are. */
  private long skipOne() throws MemberlistException {
    int type = unsigned(1, "type");
    if (type < 0x80 || type >= 0xe0) {
      return 0;
    }
    if (type < 0x90) {
      return items(2L * (type & 0x0f));
    }
    if (type < 0xa0) {
      return items(type & 0x0f);
    }
    long length = rawLength(type);
    if (length >= 0) {
      advance(length);
      return 0;
    }
    return switch (type) {
      case 0xdc -> items(unsigned(2, "size"));
      case 0xdd -> items(unsigned(4, "size") & 0xffff_ffffL);
      case 0xde -> items(2L * unsigned(2, "size"));
      case 0xdf -> items(2 * (unsigned(4, "size") & 0xffff_ffffL));
      default -> {
        advance(scalarLength(type));
        yield 0;
      }
    };
  }

  /** The bytes after the type of a value that is neither a collection nor text or bytes. */
  private long scalarLength(int type) throws MemberlistException {
    return switch (type) {
      case 0xc2, 0xc3 -> 0;
      case 0xcc, 0xd0 -> 1;
      case 0xcd, 0xd1, 0xd4 -> 2;
      case 0xd5 -> 3;
      case 0xca, 0xce, 0xd2 -> 4;
      case 0xd6 -> 5;
      case 0xcb, 0xcf, 0xd3 -> 8;
      case 0xd7 -> 9;
      case 0xd8 -> 17;
      case 0xc7 -> 1L + unsigned(1, "length");
      case 0xc8 -> 1L + unsigned(2, "length");
      case 0xc9 -> 1 + (unsigned(4, "length") & 0xffff_ffffL);
      default -> throw unexpected("value", type);
    };
  }

  private long items(long count) throws MemberlistException {
    if (count > end - at) {
      throw MemberlistException.malformed(
          "msgpack: " + count + " items at byte " + at + ", but " + (end - at) + " bytes are left");
    }
    return count;
  }

  private void advance(long count) throws MemberlistException {
    if (count > end - at) {
      throw cutShort(count + " bytes");
    }
    at += (int) count;
  }

  /** Up to four bytes as a number, big-endian; all 32 bits may be used. */
  private int unsigned(int count, String what) throws MemberlistException {
    if (count > end - at) {
      throw cutShort(what);
    }
    int value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | (bytes[at++] & 0xff);
    }
    return value;
  }

  private MemberlistException cutShort(String what) {
    return MemberlistException.malformed(
        "msgpack: cut short: " + what + " at byte " + at + ", but " + (end - at) + " are left");
  }

  private MemberlistException unexpected(String wanted, int type) {
    return MemberlistException.malformed(
        "msgpack: type 0x" + Integer.toHexString(type) + " before byte " + at + ", no " + wanted);
  }
}
