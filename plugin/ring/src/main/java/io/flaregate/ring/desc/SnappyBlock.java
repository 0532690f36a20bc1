package io.flaregate.ring.desc;

import java.util.Arrays;

/**
 * The Snappy block format (a length and elements; no frames, no checksums), small: ring values are
 * a few hundred kilobytes at most. Written from the format's description.
 */
public final class SnappyBlock {
  /** No element makes more than 64 bytes of 3, so no block grows more than this. */
  private static final long MAX_EXPANSION = 22;

  private static final int FRAGMENT = 1 << 16;
  private static final int HASH_BITS = 13;
  private static final int MIN_MATCH = 4;
  private static final int MAX_COPY = 64;

  private SnappyBlock() {}

  /**
   * Decompresses a block.
   *
   * @param maxBytes limit of the decompressed size, checked before anything is allocated
   * @throws RingDescException if the block is damaged or claims to be larger
   */
  public static byte[] decode(byte[] block, int maxBytes) throws RingDescException {
    long claimed = 0;
    int at = 0;
    for (int shift = 0; ; shift += 7) {
      if (at == block.length || shift > 28) {
        throw corrupt(at, "no length");
      }
      byte b = block[at++];
      claimed |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        break;
      }
    }
    if (claimed > MAX_EXPANSION * block.length) {
      throw corrupt(at, block.length + " bytes cannot hold " + claimed);
    }
    if (claimed > maxBytes) {
      throw new RingDescException(
          "snappy: decoded block is too large: " + claimed + " bytes, limit " + maxBytes);
    }
    return new Decoder(block, at, new byte[(int) claimed]).run();
  }

  private static RingDescException corrupt(int offset, String what) {
    return new RingDescException("snappy: corrupt input: " + what + " (at byte " + offset + ")");
  }

  /** Compresses greedily, in fragments of 64 KiB so that all offsets fit two bytes. */
  public static byte[] encode(byte[] plain) {
    Encoder encoder = new Encoder(plain);
    for (int start = 0; start < plain.length; start += FRAGMENT) {
      encoder.fragment(start, Math.min(plain.length, start + FRAGMENT));
    }
    return encoder.done();
  }

  private static final class Decoder {
    private final byte[] in;
    private final byte[] out;
    private int at;
    private int made;

    Decoder(byte[] in, int at, byte[] out) {
      this.in = in;
      this.at = at;
      this.out = out;
    }

    byte[] run() throws RingDescException {
      while (at < in.length) {
        int tag = in[at++] & 0xff;
        switch (tag & 3) {
          case 0 -> literal(tag >>> 2);
          case 1 -> copy((int) number(1) | (tag >>> 5) << 8, 4 + (tag >>> 2 & 7));
          case 2 -> copy(number(2), 1 + (tag >>> 2));
          default -> copy(number(4), 1 + (tag >>> 2));
        }
      }
      if (made != out.length) {
        throw corrupt(at, made + " bytes instead of " + out.length);
      }
      return out;
    }

    private void literal(int code) throws RingDescException {
      long length = code < 60 ? code + 1 : number(code - 59) + 1;
      if (length > in.length - at || length > out.length - made) {
        throw corrupt(at, "literal of " + length + " bytes");
      }
      System.arraycopy(in, at, out, made, (int) length);
      at += (int) length;
      made += (int) length;
    }

    private void copy(long offset, int length) throws RingDescException {
      if (offset == 0 || offset > made || length > out.length - made) {
        throw corrupt(at, "copy of " + length + " bytes from " + offset + " back");
      }
      // Byte by byte: what is copied may be what this copy makes.
      for (int i = 0; i < length; i++, made++) {
        out[made] = out[made - (int) offset];
      }
    }

    private long number(int bytes) throws RingDescException {
      if (bytes > in.length - at) {
        throw corrupt(at, "cut short");
      }
      long value = 0;
      for (int i = 0; i < bytes; i++) {
        value |= (in[at++] & 0xffL) << (8 * i);
      }
      return value;
    }
  }

  private static final class Encoder {
    private final byte[] in;
    private final int[] lastSeen = new int[1 << HASH_BITS];
    private byte[] out;
    private int made;

    Encoder(byte[] in) {
      this.in = in;
      this.out = new byte[16 + in.length / 2];
      int rest = in.length;
      while (rest >= 0x80) {
        out[made++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      out[made++] = (byte) rest;
    }

    byte[] done() {
      return Arrays.copyOf(out, made);
    }

    void fragment(int start, int end) {
      Arrays.fill(lastSeen, -1);
      int literalFrom = start;
      int at = start;
      while (at + MIN_MATCH <= end) {
        int word = word(at);
        int slot = (word * 0x1e35a7bd) >>> (32 - HASH_BITS);
        int candidate = lastSeen[slot];
        lastSeen[slot] = at;
        if (candidate < 0 || word(candidate) != word) {
          at++;
          continue;
        }
        int length = MIN_MATCH;
        while (at + length < end && in[at + length] == in[candidate + length]) {
          length++;
        }
        literal(literalFrom, at);
        copy(at - candidate, length);
        at += length;
        literalFrom = at;
      }
      literal(literalFrom, end);
    }

    private int word(int at) {
      return (in[at] & 0xff)
          | (in[at + 1] & 0xff) << 8
          | (in[at + 2] & 0xff) << 16
          | in[at + 3] << 24;
    }

    private void literal(int from, int to) {
      int length = to - from;
      if (length == 0) {
        return;
      }
      ensure(length + 3);
      if (length <= 60) {
        out[made++] = (byte) ((length - 1) << 2);
      } else if (length <= 256) {
        out[made++] = (byte) (60 << 2);
        out[made++] = (byte) (length - 1);
      } else {
        out[made++] = (byte) (61 << 2);
        out[made++] = (byte) (length - 1);
        out[made++] = (byte) ((length - 1) >>> 8);
      }
      System.arraycopy(in, from, out, made, length);
      made += length;
    }

    private void copy(int offset, int length) {
      for (int rest = length; rest > 0; rest -= MAX_COPY) {
        ensure(3);
        out[made++] = (byte) ((Math.min(rest, MAX_COPY) - 1) << 2 | 2);
        out[made++] = (byte) offset;
        out[made++] = (byte) (offset >>> 8);
      }
    }

    private void ensure(int more) {
      if (out.length - made < more) {
        out = Arrays.copyOf(out, out.length + Math.max(more, out.length / 2));
      }
    }
  }
}
