package io.flaregate.otlp.config;

/** How the exporters compress requests. */
public enum ExportCompression {
  /** gzip, which every receiver understands. */
  GZIP,
  /** Zstandard. */
  ZSTD,
  /** Snappy: blocks over HTTP, frames in gRPC, as the Collector sends it. */
  SNAPPY,
  /** Not at all. */
  NONE
}
