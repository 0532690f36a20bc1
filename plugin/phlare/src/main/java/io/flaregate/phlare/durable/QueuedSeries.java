package io.flaregate.phlare.durable;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesStamp;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A series as it stands in the log: everything that delivering it needs, with its pprof as it is
 * sent.
 *
 * @param tenant whose it is
 * @param acceptedUnixMillis when it came, milliseconds since 1970
 * @param reason why it is a dead letter; empty if it is none
 * @param series what is sent
 */
public record QueuedSeries(
    String tenant, long acceptedUnixMillis, String reason, EncodedSeries series) {
  private static final byte VERSION = 1;
  private static final int CUMULATIVE = 1;

  // Version, flags, accepted, id, token, time, size before compression.
  private static final int FIXED_BYTES = 1 + 1 + 8 + 16 + 4 + 8 + 4;

  public QueuedSeries {
    requireNonNull(tenant, "tenant is null");
    requireNonNull(reason, "reason is null");
    requireNonNull(series, "series is null");
  }

  /** The same as a dead letter. */
  QueuedSeries dead(String why) {
    return new QueuedSeries(tenant, acceptedUnixMillis, why, series);
  }

  /** As a record: a part made here, and the series' own arrays. */
  byte[][] toRecord() {
    byte[] owner = tenant.getBytes(StandardCharsets.UTF_8);
    byte[] why = reason.getBytes(StandardCharsets.UTF_8);
    SeriesStamp stamp = series.stamp();
    ByteBuffer fixed =
        ByteBuffer.allocate(FIXED_BYTES + 3 * Integer.BYTES + owner.length + why.length);
    fixed.put(VERSION).put((byte) (stamp.cumulative() ? CUMULATIVE : 0));
    fixed.putLong(acceptedUnixMillis);
    fixed.putLong(stamp.id().getMostSignificantBits());
    fixed.putLong(stamp.id().getLeastSignificantBits());
    fixed.putInt(stamp.token()).putLong(stamp.timeUnixNanos()).putInt(series.plainBytes());
    fixed.putInt(owner.length).put(owner).putInt(why.length).put(why);
    fixed.putInt(series.head().length);
    return new byte[][] {fixed.array(), series.head(), series.profile()};
  }

  /**
   * Reads a record.
   *
   * @throws IOException if it is none, such as one of a later version
   */
  public static QueuedSeries parse(ByteBuffer record) throws IOException {
    ByteBuffer in = record.duplicate();
    try {
      byte version = in.get();
      if (version != VERSION) {
        throw new IOException("the record is of version " + version + ", known is " + VERSION);
      }
      boolean cumulative = (in.get() & CUMULATIVE) != 0;
      long accepted = in.getLong();
      UUID id = new UUID(in.getLong(), in.getLong());
      int token = in.getInt();
      long time = in.getLong();
      int plainBytes = in.getInt();
      String tenant = new String(bytes(in, in.getInt()), StandardCharsets.UTF_8);
      String reason = new String(bytes(in, in.getInt()), StandardCharsets.UTF_8);
      byte[] head = bytes(in, in.getInt());
      byte[] profile = bytes(in, in.remaining());
      SeriesStamp stamp = new SeriesStamp(id, token, time, cumulative);
      EncodedSeries series = EncodedSeries.restored(head, profile, plainBytes, stamp);
      return new QueuedSeries(tenant, accepted, reason, series);
    } catch (BufferUnderflowException e) {
      throw new IOException("the record ends too early", e);
    }
  }

  /**
   * Whose series a record holds.
   *
   * @throws IOException if it is none
   */
  static String tenantOf(ByteBuffer record) throws IOException {
    ByteBuffer in = record.duplicate();
    if (in.remaining() < FIXED_BYTES + Integer.BYTES || in.get(in.position()) != VERSION) {
      throw new IOException("it is not a series of version " + VERSION);
    }
    in.position(in.position() + FIXED_BYTES);
    return new String(bytes(in, in.getInt()), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(ByteBuffer in, int length) throws IOException {
    if (length < 0 || length > in.remaining()) {
      throw new IOException("the record ends too early");
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }
}
