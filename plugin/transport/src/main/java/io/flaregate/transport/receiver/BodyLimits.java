package io.flaregate.transport.receiver;

import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.compress.SizeLimit;

/** The limit of a request's size and the budget of all requests, brought into line. */
public final class BodyLimits {
  // Besides whole requests there is room for the beginnings of some that are then refused.
  private static final long FIRST_READS_BYTES = 64L * 1024;

  private BodyLimits() {}

  /** A budget of so many bytes for the requests of a receiver. */
  public static ByteBudget budget(long inflightBytes) {
    return new ByteBudget(inflightBytes + FIRST_READS_BYTES);
  }

  /**
   * A limit that the budget can hold: what no budget can ever hold must be refused for good, or its
   * sender would try again for ever.
   *
   * @param bytesPerBodyByte how many times its size a request takes while it is worked on
   */
  public static SizeLimit fitting(
      SizeLimit limit, long inflightBytes, int bytesPerBodyByte, System.Logger logger) {
    long most = inflightBytes / bytesPerBodyByte;
    if (limit.bytes() <= most) {
      return limit;
    }
    String setting = "max_inflight_bytes: " + inflightBytes;
    logger.log(
        System.Logger.Level.WARNING,
        "{0} does not fit: a request takes {1} times its size while it is worked on, so"
            + " requests are limited to {2} bytes ({3})",
        limit.setting(),
        bytesPerBodyByte,
        Long.toString(most),
        setting);
    return new SizeLimit((int) most, setting);
  }
}
