package io.flaregate.phlare.exporter;

import io.flaregate.phlare.dedup.Action;
import io.flaregate.phlare.dedup.PlaceMemory;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import org.jspecify.annotations.Nullable;

/** Counts profiles that met others in a millisecond of their series, and what is remembered. */
final class MillisecondMetrics {
  private final Counter profiles;
  private final Counter forgotten;
  private final @Nullable PlaceMemory memory;

  MillisecondMetrics(Settings settings, @Nullable PlaceMemory memory) {
    this.memory = memory;
    profiles =
        settings
            .meter()
            .counter(
                "flaregate_same_millisecond_profiles_total",
                "Profiles whose series had a profile in their millisecond already, by what was done.",
                "action");
    forgotten =
        settings
            .meter()
            .counter(
                "flaregate_same_millisecond_forgotten_total",
                "Profiles forgotten before their time (same_millisecond_max_bytes).");
    if (memory != null) {
      settings
          .meter()
          .gauge(
              "flaregate_same_millisecond_bytes",
              "Bytes of the memory of profiles that were written.",
              "component")
          .observe(memory::bytes, settings.id().toString());
    }
  }

  void count(Action action) {
    profiles.add(1, action.label());
  }

  /** Counts what was forgotten since the last call. */
  void countForgotten() {
    if (memory != null) {
      long count = memory.takeForgotten();
      if (count > 0) {
        forgotten.add((double) count);
      }
    }
  }
}
