package io.flaregate.transport.compress;

import io.flaregate.spi.consumer.Answer;
import java.io.Serial;

/** A body is larger than its limit, before or after decompression. */
public final class TooLargeException extends BodyException {
  @Serial private static final long serialVersionUID = 1L;

  private TooLargeException(String message) {
    super(Answer.refused(Answer.Kind.TOO_LARGE, message));
  }

  /** A body that goes on beyond its limit as it came. */
  public static TooLargeException asSent(SizeLimit limit) {
    return new TooLargeException(message("", limit));
  }

  /** A body that goes on beyond its limit once it is decompressed. */
  public static TooLargeException decompressed(SizeLimit limit) {
    return new TooLargeException(message(" after decompression", limit));
  }

  /** A body whose sender announces more than the limit. */
  public static TooLargeException announced(long bytes, SizeLimit limit) {
    return new TooLargeException("request is " + bytes + " bytes long (" + limit.setting() + ")");
  }

  private static String message(String when, SizeLimit limit) {
    return "request is more than "
        + limit.bytes()
        + " bytes long"
        + when
        + " ("
        + limit.setting()
        + ")";
  }
}
