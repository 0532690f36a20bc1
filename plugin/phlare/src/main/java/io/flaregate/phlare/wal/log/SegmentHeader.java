package io.flaregate.phlare.wal.log;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a file of records begins with. All of it is known from elsewhere too, so its damage loses no
 * record.
 *
 * @param file the number in the file's name
 * @param first the sequence of its first record
 * @param previous the file that was written before it; 0: none
 * @param previousEnd the sequence after the last record that was made safe in that file
 * @param salt begins every checksum of its records
 */
record SegmentHeader(long file, long first, long previous, long previousEnd, long salt) {
  static final int BYTES = 64;
  private static final long MAGIC = 0x464c_4741_5445_4c31L;
  private static final int CRC_AT = 48;
  private static final String SUFFIX = ".seg";
  private static final int NAME_CHARS = 16;

  ByteBuffer toBytes() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(MAGIC).putLong(file).putLong(first).putLong(previous).putLong(previousEnd);
    bytes.putLong(salt);
    bytes.putInt(crc(bytes));
    return bytes.clear();
  }

  /** Reads one from the start of a buffer; null if there is none that is undamaged. */
  static @Nullable SegmentHeader parse(ByteBuffer bytes) {
    if (bytes.limit() < BYTES || bytes.getLong(0) != MAGIC || bytes.getInt(CRC_AT) != crc(bytes)) {
      return null;
    }
    return new SegmentHeader(
        bytes.getLong(8),
        bytes.getLong(16),
        bytes.getLong(24),
        bytes.getLong(32),
        bytes.getLong(40));
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().position(0).limit(CRC_AT));
    return (int) crc.getValue();
  }

  /** The name of the file of a number. */
  static String name(long file) {
    return HexFormat.of().toHexDigits(file) + SUFFIX;
  }

  /** The number of a file name; 0 if it is not that of a file of records. */
  static long number(String name) {
    if (name.length() != NAME_CHARS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(name.substring(0, NAME_CHARS), 16));
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
