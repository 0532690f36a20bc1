package io.flaregate.phlare.wal.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * A record on disk: magic (4 bytes), length of the payload (4), sequence (8), id (8), CRC-32C of
 * the payload (4), CRC-32C of all these (4), the payload. Big-endian.
 *
 * <p>The sequence is its place: within a file the records are numbered without gaps, so what is
 * missing can be counted. The id is its name, which it keeps when it is copied to another place.
 * The header has a checksum of its own, so that a damaged payload costs one record and no search.
 * Both checksums begin with the log's salt, a random number: bytes that a sender chose never pass
 * for a record, wherever a search for the next one looks.
 */
final class RecordFormat {
  static final int HEADER_BYTES = 32;
  private static final int MAGIC = 0x464c5257;
  private static final int LENGTH_AT = 4;
  private static final int SEQUENCE_AT = 8;
  private static final int ID_AT = 16;
  private static final int PAYLOAD_CRC_AT = 24;
  private static final int HEADER_CRC_AT = 28;

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer salt = ByteBuffer.allocate(Long.BYTES);

  /** Serves one thread at a time. */
  RecordFormat() {}

  /** Writes a header. */
  void putHeader(ByteBuffer into, long saltOf, long sequence, long id, byte[][] payload) {
    int at = into.position();
    into.putInt(MAGIC).putInt(length(payload)).putLong(sequence).putLong(id);
    start(saltOf);
    for (byte[] part : payload) {
      crc.update(part, 0, part.length);
    }
    into.putInt((int) crc.getValue());
    start(saltOf);
    crc.update(into.duplicate().position(at).limit(at + HEADER_CRC_AT));
    into.putInt((int) crc.getValue());
  }

  static int length(byte[][] payload) {
    int sum = 0;
    for (byte[] part : payload) {
      sum = Math.addExact(sum, part.length);
    }
    return sum;
  }

  private void start(long saltOf) {
    crc.reset();
    crc.update(salt.clear().putLong(saltOf).flip());
  }

  /** Whether a header stands at a place of a buffer and is undamaged. */
  boolean isHeader(ByteBuffer bytes, int at, long saltOf) {
    if (bytes.getInt(at) != MAGIC) {
      return false;
    }
    start(saltOf);
    crc.update(bytes.duplicate().limit(at + HEADER_CRC_AT).position(at));
    return (int) crc.getValue() == bytes.getInt(at + HEADER_CRC_AT)
        && length(bytes, at) >= 0
        && sequence(bytes, at) > 0
        && id(bytes, at) > 0;
  }

  /** Whether the payload after an undamaged header is undamaged. */
  boolean isWhole(ByteBuffer bytes, int at, long saltOf) {
    int from = at + HEADER_BYTES;
    start(saltOf);
    crc.update(bytes.duplicate().limit(from + length(bytes, at)).position(from));
    return (int) crc.getValue() == bytes.getInt(at + PAYLOAD_CRC_AT);
  }

  static int length(ByteBuffer bytes, int at) {
    return bytes.getInt(at + LENGTH_AT);
  }

  static long sequence(ByteBuffer bytes, int at) {
    return bytes.getLong(at + SEQUENCE_AT);
  }

  static long id(ByteBuffer bytes, int at) {
    return bytes.getLong(at + ID_AT);
  }

  /** The first byte of every record, to look for. */
  static byte firstByte() {
    return (byte) (MAGIC >>> 24);
  }
}
