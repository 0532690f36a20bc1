package io.flaregate.profiles.otlp;

/**
 * What a request may cost to decode.
 *
 * @param maxSamplesPerProfile a profile with more samples is rejected before anything is kept of
 *     them; 0 means no limit
 * @param columnBytesPerBodyByte how many bytes of columns and scratch a byte of the body may take
 * @param extraColumnBytes how many more they may take, whatever the size of the body
 */
public record DecodeLimits(
    int maxSamplesPerProfile, int columnBytesPerBodyByte, long extraColumnBytes) {

  /** No limit on samples; four times the body and 64 MiB. */
  public static final DecodeLimits DEFAULT = new DecodeLimits(0, 4, 64L << 20);

  public DecodeLimits {
    if (maxSamplesPerProfile < 0 || columnBytesPerBodyByte < 1 || extraColumnBytes < 0) {
      throw new IllegalArgumentException(
          "limits of "
              + maxSamplesPerProfile
              + " samples, "
              + columnBytesPerBodyByte
              + " times the body and "
              + extraColumnBytes
              + " bytes");
    }
  }

  /** The same limits with another limit on samples. */
  public DecodeLimits withMaxSamplesPerProfile(int samples) {
    return new DecodeLimits(samples, columnBytesPerBodyByte, extraColumnBytes);
  }

  /** The most that a body of this many bytes may take, in bytes, besides the body itself. */
  public long maxColumnBytes(int bodyLength) {
    return (long) bodyLength * columnBytesPerBodyByte + extraColumnBytes;
  }
}
