package io.flaregate.otlp.config;

/** How the exporters compress requests. */
public enum ExportCompression {
  /** gzip, which every receiver understands. */
  GZIP,
  /** Zstandard. */
  ZSTD,
  /** Not at all. */
  NONE
}
