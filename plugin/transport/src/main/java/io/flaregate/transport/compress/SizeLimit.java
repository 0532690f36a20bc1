package io.flaregate.transport.compress;

import static java.util.Objects.requireNonNull;

/**
 * How large a message may be.
 *
 * @param bytes the limit, which holds before and after decompression
 * @param setting the configuration key with its value, for messages: {@code max_recv_msg_size_mib:
 *     64}
 */
public record SizeLimit(int bytes, String setting) {

  /** The largest limit there can be: one more byte must still fit into an array. */
  public static final int MAX_BYTES = 1 << 30;

  public SizeLimit {
    requireNonNull(setting, "setting is null");
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          setting + " stands for " + bytes + " bytes, not between 1 and " + MAX_BYTES);
    }
  }
}
