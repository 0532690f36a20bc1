package io.flaregate.phlare.push;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * A series with its stamp as bytes that can be kept on a disk and sent later: a fixed header, then
 * what goes over the wire. Nothing of the wire's bytes is copied when it is written.
 */
public final class SeriesRecord {
  private static final byte VERSION = 1;
  private static final int HEADER_BYTES =
      1 + 1 + 2 * Long.BYTES + Integer.BYTES + Long.BYTES + Integer.BYTES + Integer.BYTES;
  private static final int PLAIN_AT = HEADER_BYTES - 2 * Integer.BYTES;

  private SeriesRecord() {}

  /** The record in parts, one after another; of the series' arrays, which nobody may change. */
  public static byte[][] parts(EncodedSeries series) {
    SeriesStamp stamp = series.stamp();
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES)
            .put(VERSION)
            .put((byte) (stamp.cumulative() ? 1 : 0))
            .putLong(stamp.id().getMostSignificantBits())
            .putLong(stamp.id().getLeastSignificantBits())
            .putInt(stamp.token())
            .putLong(stamp.timeUnixNanos())
            .putInt(series.plainBytes())
            .putInt(series.head().length)
            .array();
    return new byte[][] {header, series.head(), series.profile()};
  }

  /**
   * The size of the pprof before compression of a record that begins at the buffer's position,
   * which stays.
   *
   * @throws IllegalArgumentException if it is not such a record
   */
  public static int plainBytes(ByteBuffer record) {
    check(record);
    return record.getInt(record.position() + PLAIN_AT);
  }

  /**
   * Reads a record that takes the rest of a buffer; copies its bytes.
   *
   * @throws IllegalArgumentException if it is not such a record
   */
  public static EncodedSeries read(ByteBuffer record) {
    check(record);
    try {
      record.get();
      boolean cumulative = record.get() != 0;
      UUID id = new UUID(record.getLong(), record.getLong());
      SeriesStamp stamp = new SeriesStamp(id, record.getInt(), record.getLong(), cumulative);
      int plainBytes = record.getInt();
      byte[] head = new byte[Math.min(Math.max(0, record.getInt()), record.remaining())];
      record.get(head);
      byte[] profile = new byte[record.remaining()];
      record.get(profile);
      return EncodedSeries.restored(head, profile, plainBytes, stamp);
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("record of a series ends too early", e);
    }
  }

  private static void check(ByteBuffer record) {
    if (record.remaining() < HEADER_BYTES) {
      throw new IllegalArgumentException(
          record.remaining() + " bytes are no record of a series, at least " + HEADER_BYTES);
    }
    byte version = record.get(record.position());
    if (version != VERSION) {
      throw new IllegalArgumentException(
          "record of a series has version " + version + ", this gateway knows " + VERSION);
    }
  }
}
