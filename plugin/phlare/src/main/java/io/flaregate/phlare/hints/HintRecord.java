package io.flaregate.phlare.hints;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A hint as it stands on disk: for whom, whose and from when, then the series.
 *
 * @param tenant whose series it is
 * @param ingester the id of the ingester that should have it
 * @param timeUnixNanos the time from which its age counts, nanoseconds since 1970
 * @param plainBytes the size of the pprof before compression
 */
record HintRecord(String tenant, String ingester, long timeUnixNanos, int plainBytes) {
  private static final byte VERSION = 1;
  private static final int FIXED_BYTES = 1 + Long.BYTES + 2 * Short.BYTES;
  private static final int MAX_NAME_BYTES = 0xffff;

  /** Whether names are short enough for a record. */
  static boolean canHold(String tenant, String ingester) {
    return utf8(tenant).length <= MAX_NAME_BYTES && utf8(ingester).length <= MAX_NAME_BYTES;
  }

  /** The record in parts, of which the series' are not copied. */
  static byte[][] parts(String tenant, String ingester, long timeUnixNanos, EncodedSeries series) {
    byte[] owner = utf8(tenant);
    byte[] receiver = utf8(ingester);
    byte[] prefix =
        ByteBuffer.allocate(FIXED_BYTES + owner.length + receiver.length)
            .put(VERSION)
            .putLong(timeUnixNanos)
            .putShort((short) owner.length)
            .putShort((short) receiver.length)
            .put(owner)
            .put(receiver)
            .array();
    byte[][] rest = SeriesRecord.parts(series);
    byte[][] parts = new byte[1 + rest.length][];
    parts[0] = prefix;
    System.arraycopy(rest, 0, parts, 1, rest.length);
    return parts;
  }

  /**
   * Reads everything but the series; the buffer is then where the series begins.
   *
   * @throws IllegalArgumentException if it is not such a record
   */
  static HintRecord read(ByteBuffer record) {
    if (record.remaining() < FIXED_BYTES || record.get() != VERSION) {
      throw new IllegalArgumentException("no record of a hint of version " + VERSION);
    }
    long time = record.getLong();
    int owner = Short.toUnsignedInt(record.getShort());
    int receiver = Short.toUnsignedInt(record.getShort());
    if (owner + receiver > record.remaining()) {
      throw new IllegalArgumentException("record of a hint ends too early");
    }
    String tenant = text(record, owner);
    String ingester = text(record, receiver);
    return new HintRecord(tenant, ingester, time, SeriesRecord.plainBytes(record));
  }

  /**
   * Moves a buffer to where the series begins.
   *
   * @throws IllegalArgumentException if it is not such a record
   */
  static void skip(ByteBuffer record) {
    HintRecord read = read(record);
    if (read.plainBytes() < 0) {
      throw new IllegalArgumentException("record of a hint with a negative size");
    }
  }

  private static String text(ByteBuffer from, int bytes) {
    byte[] text = new byte[bytes];
    from.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
