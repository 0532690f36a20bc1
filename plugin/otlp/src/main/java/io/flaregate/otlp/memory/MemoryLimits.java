package io.flaregate.otlp.memory;

import static java.util.Objects.requireNonNull;

/**
 * How much memory may be in use.
 *
 * @param softBytes above this requests are refused
 * @param hardBytes above this the room for spikes is used up as well
 * @param setting what set them, for messages: {@code limit_mib: 512}
 */
record MemoryLimits(long softBytes, long hardBytes, String setting) {
  MemoryLimits {
    requireNonNull(setting, "setting is null");
  }
}
