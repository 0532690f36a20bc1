package io.flaregate.transport.compress;

import io.flaregate.spi.consumer.Answer;
import java.io.Serial;

/** A body is not what its encoding says. */
public final class BadEncodingException extends BodyException {
  @Serial private static final long serialVersionUID = 1L;

  BadEncodingException(ContentEncoding encoding, String what) {
    super(
        Answer.refused(
            Answer.Kind.UNDECODABLE, "request is not valid " + encoding.token() + ": " + what));
  }
}
