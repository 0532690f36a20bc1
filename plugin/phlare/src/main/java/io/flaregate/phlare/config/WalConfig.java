package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;

/**
 * The write-ahead log of {@code ack: durable}.
 *
 * @param directory where it is; one gateway alone can use it
 * @param maxBytes the most bytes of its files; beyond them senders hear 503
 */
public record WalConfig(
    @Description("Directory of the write-ahead log; needed with ack: durable, one gateway's alone.")
        String directory,
    @Description("Bytes of the log's files at most; when it is full, senders are to try later.")
        long maxBytes)
    implements Validated {
  private static final long MIN_BYTES = 64 << 20;

  public WalConfig {
    requireNonNull(directory, "directory is null");
  }

  /** No directory, 10 GiB. */
  public static WalConfig defaults() {
    return new WalConfig("", 10L << 30);
  }

  @Override
  public void validate(Problems problems) {
    if (maxBytes < MIN_BYTES) {
      problems.error("max_bytes", "is " + maxBytes + ", must be " + MIN_BYTES + " or more");
    }
    if (directory.indexOf('\0') >= 0) {
      problems.error("directory", "holds a NUL");
    }
  }
}
