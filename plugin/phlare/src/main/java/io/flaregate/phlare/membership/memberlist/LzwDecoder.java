package io.flaregate.phlare.membership.memberlist;

import java.util.Arrays;

/**
 * Decompresses LZW as memberlist sends it: codes of 9 to 12 bits, least significant bit first,
 * 8-bit literals, clear = 256, end = 257, wider codes not early.
 *
 * <p>Each entry of the table is the string of one code followed by the first byte of the next one,
 * and these stand side by side in the output. So an entry is a place in the output and a length,
 * and any code is one copy.
 */
final class LzwDecoder {
  private static final int CLEAR = 256;
  private static final int END = 257;
  private static final int MIN_WIDTH = 9;
  private static final int MAX_WIDTH = 12;
  private static final int NONE = -1;

  private final byte[] in;
  private final int end;
  private final int maxBytes;
  private final int[] starts = new int[1 << MAX_WIDTH];
  private final int[] lengths = new int[1 << MAX_WIDTH];
  private int at;
  private int bits;
  private int bitCount;
  private byte[] out;
  private int made;

  /** The highest code there is; the entry is made by the code after the one that raised it. */
  private int highest = END;

  private int width = MIN_WIDTH;
  private int lastStart = NONE;
  private int lastLength;

  private LzwDecoder(Slice blob, int maxBytes) {
    this.in = blob.bytes;
    this.at = blob.from;
    this.end = blob.to;
    this.maxBytes = maxBytes;
    this.out = new byte[(int) Math.min(maxBytes, 64 + 4L * blob.length())];
  }

  /**
   * Decompresses a blob; what follows its end code is ignored.
   *
   * @param maxBytes limit of the decompressed size, checked as it grows
   * @throws MemberlistException if the blob is damaged or has no end, or if the limit is passed
   */
  static Slice decode(Slice blob, int maxBytes) throws MemberlistException {
    return new LzwDecoder(blob, maxBytes).run();
  }

  private Slice run() throws MemberlistException {
    for (int code = next(); code != END; code = next()) {
      if (code == CLEAR) {
        highest = END;
        width = MIN_WIDTH;
        lastStart = NONE;
      } else {
        write(code);
        grow();
      }
    }
    return new Slice(out, 0, made);
  }

  private void write(int code) throws MemberlistException {
    if (code > highest) {
      throw MemberlistException.malformed(
          "lzw: code " + code + " before byte " + at + " is beyond the highest, " + highest);
    }
    if (lastStart != NONE) {
      starts[highest] = lastStart;
      lengths[highest] = lastLength + 1;
    }
    lastStart = made;
    if (code < CLEAR) {
      room(1);
      out[made++] = (byte) code;
    } else {
      copy(starts[code], lengths[code]);
    }
    lastLength = made - lastStart;
  }

  private void copy(int start, int length) throws MemberlistException {
    room(length);
    if (start + length <= made) {
      System.arraycopy(out, start, out, made, length);
      made += length;
      return;
    }
    // The entry that this very code completes: its last byte is the first one written here.
    for (int i = 0; i < length; i++) {
      out[made++] = out[start + i];
    }
  }

  private void grow() {
    highest++;
    if (highest < 1 << width) {
      return;
    }
    if (width < MAX_WIDTH) {
      width++;
    } else {
      // The table is full: it stays as it is until it is cleared.
      highest--;
      lastStart = NONE;
    }
  }

  private int next() throws MemberlistException {
    while (bitCount < width) {
      if (at == end) {
        throw MemberlistException.malformed("lzw: no end code within " + at + " bytes");
      }
      bits |= (in[at++] & 0xff) << bitCount;
      bitCount += 8;
    }
    int code = bits & ((1 << width) - 1);
    bits >>>= width;
    bitCount -= width;
    return code;
  }

  private void room(int more) throws MemberlistException {
    if (more > maxBytes - made) {
      throw MemberlistException.tooLarge(
          "lzw: the message is more than " + maxBytes + " bytes long uncompressed");
    }
    if (out.length - made < more) {
      long wanted = Math.max(made + (long) more, out.length + (long) out.length / 2);
      out = Arrays.copyOf(out, (int) Math.min(maxBytes, wanted));
    }
  }
}
