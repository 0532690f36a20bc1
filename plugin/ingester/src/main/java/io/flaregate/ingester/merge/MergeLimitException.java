package io.flaregate.ingester.merge;

import java.io.Serial;

/** The sum of the profiles asked for would take more memory than allowed. */
public final class MergeLimitException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  MergeLimitException(long maxBytes) {
    super(
        "the profiles asked for add up to more than "
            + maxBytes
            + " bytes of distinct stacks and symbols (limits::max_merge_bytes: "
            + maxBytes
            + "); narrow the time range or the selector");
  }
}
