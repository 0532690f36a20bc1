package io.flaregate.phlare.processor;

import java.util.Locale;

/** Where a {@code service_name} came from. */
enum ServiceNameSource {
  SAMPLE,
  RESOURCE,
  KUBERNETES,
  EXECUTABLE,
  FALLBACK;

  private final String label = name().toLowerCase(Locale.ROOT);

  /** The metric's label. */
  String label() {
    return label;
  }
}
