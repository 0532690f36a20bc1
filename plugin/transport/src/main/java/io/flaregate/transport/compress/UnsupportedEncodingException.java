package io.flaregate.transport.compress;

import io.flaregate.spi.consumer.Answer;
import java.io.Serial;

/** A body has an encoding that is not known here. */
public final class UnsupportedEncodingException extends BodyException {
  @Serial private static final long serialVersionUID = 1L;

  private static final int MAX_SHOWN = 64;

  UnsupportedEncodingException(String encoding) {
    super(
        Answer.refused(
            Answer.Kind.UNSUPPORTED,
            "content encoding \""
                + encoding.substring(0, Math.min(encoding.length(), MAX_SHOWN))
                + "\" is not supported; gzip, zstd, deflate, snappy and identity are"));
  }
}
