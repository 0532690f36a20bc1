package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.RigConfig;
import java.util.List;

/** The rigs that plans ask for. */
final class Rigs {
  private Rigs() {}

  /** Three ingesters in a static ring. */
  static RigConfig three(Options options) {
    RigConfig config = RigConfig.of(options.home());
    if (options.durable()) {
      return config.withExporter(
          List.of(
              "ack: durable",
              "wal: { directory: \"" + options.directory().resolve("wal") + "\" }"));
    }
    return config;
  }

  /** Five ingesters in a ring with heartbeats in a key-value store. */
  static RigConfig five(Options options) {
    return three(options).withIngesters(5).withKv();
  }
}
