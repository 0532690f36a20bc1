package io.flaregate.phlare.push;

import java.util.ArrayList;
import java.util.List;

/** A {@code push.v1.PushRequest}: series one after another, none of them copied. */
public final class PushMessage {
  private final List<byte[]> parts;
  private final int series;
  private final int wireBytes;

  private PushMessage(List<byte[]> parts, int series, int wireBytes) {
    this.parts = parts;
    this.series = series;
    this.wireBytes = wireBytes;
  }

  /**
   * A push of these series.
   *
   * @throws ArithmeticException if they are longer than an int can say
   */
  public static PushMessage of(List<EncodedSeries> series) {
    List<byte[]> parts = new ArrayList<>(2 * series.size());
    int bytes = 0;
    for (EncodedSeries each : series) {
      parts.add(each.head());
      parts.add(each.profile());
      bytes = Math.addExact(bytes, each.wireBytes());
    }
    return new PushMessage(parts, series.size(), bytes);
  }

  /** The arrays that make up the message, in order; not to be changed. */
  List<byte[]> parts() {
    return parts;
  }

  /** How many series it holds. */
  public int series() {
    return series;
  }

  /** The number of bytes on the wire. */
  public int wireBytes() {
    return wireBytes;
  }
}
