package io.flaregate.transport.compress;

import io.flaregate.transport.admission.ByteAccount;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import org.xerial.snappy.Snappy;

/**
 * Decompresses whole bodies of snappy in either of its formats: senders use the word {@code snappy}
 * for both. A body in the block format says how long it is; that is checked against the limit, and
 * against what its bytes can hold at all, before anything is allocated.
 */
final class SnappyBodies {
  /** A copy of 64 bytes takes 3, and nothing compresses better. */
  private static final int MAX_RATIO = 64 / 3 + 1;

  private SnappyBodies() {}

  static Body decode(Body encoded, SizeLimit limit, ByteAccount account) throws IOException {
    byte[] bytes = encoded.array();
    byte[] start = SnappyFrames.START;
    if (encoded.length() >= start.length
        && Arrays.equals(bytes, 0, start.length, start, 0, start.length)) {
      ByteArrayInputStream in = new ByteArrayInputStream(bytes, 0, encoded.length());
      return BodyReader.read(new SnappyFrames(in), encoded.length(), limit, account, true);
    }
    return block(encoded, limit, account);
  }

  private static Body block(Body encoded, SizeLimit limit, ByteAccount account) throws IOException {
    long length = length(encoded);
    if (length > limit.bytes()) {
      throw TooLargeException.decompressed(limit);
    }
    if (length > (long) MAX_RATIO * encoded.length()) {
      throw bad("it is too short for " + length + " bytes");
    }
    byte[] plain = new byte[BodyReader.book(account, (int) length)];
    try {
      int count = Snappy.uncompress(encoded.array(), 0, encoded.length(), plain, 0);
      return new Body(plain, count);
    } catch (IOException e) {
      throw bad("corrupt data");
    }
  }

  /** The length that a block starts with: a varint of at most 32 bits. */
  private static long length(Body encoded) throws IOException {
    long length = 0;
    for (int i = 0; i < Math.min(5, encoded.length()); i++) {
      int next = encoded.array()[i];
      length |= (long) (next & 0x7f) << (7 * i);
      if (next >= 0) {
        return length;
      }
    }
    throw bad(encoded.length() == 0 ? "it is empty" : "its length does not end");
  }

  private static BadEncodingException bad(String what) {
    return new BadEncodingException(ContentEncoding.SNAPPY, what);
  }
}
