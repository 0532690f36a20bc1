package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.RigConfig;
import java.nio.file.Path;
import java.util.List;

/** The rigs that plans ask for. */
final class Rigs {
  private static final long WAL_BYTES = 1L << 30;

  private Rigs() {}

  /** Three ingesters in a static ring; the acknowledgement is the options'. */
  static RigConfig three(Options options) {
    return options.durable() ? durable(options) : RigConfig.of(options.home());
  }

  /** Three ingesters in a static ring, and a write-ahead log. */
  static RigConfig durable(Options options) {
    return durableOn(options, wal(options), WAL_BYTES);
  }

  /** The same with the log in another place. */
  static RigConfig durableOn(Options options, Path directory, long maxBytes) {
    return RigConfig.of(options.home())
        .withExporter(
            List.of(
                "ack: durable",
                "wal: { directory: \"" + directory + "\", max_bytes: " + maxBytes + " }"));
  }

  /** Where the log is. */
  static Path wal(Options options) {
    return options.directory().resolve("wal");
  }

  /** Five ingesters in a ring with heartbeats in a key-value store. */
  static RigConfig five(Options options) {
    return three(options).withIngesters(5).withKv();
  }
}
