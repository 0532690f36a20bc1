package io.flaregate.phlare.config;

/** How the pprof of a series is compressed before it is pushed. */
public enum Compression {
  /** RFC 1952. */
  GZIP,
  /** Not at all. */
  NONE
}
