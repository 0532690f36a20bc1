package io.flaregate.phlare.config;

/** When the exporter says that a profile is stored. */
public enum Ack {
  /** After a majority of the series' ingesters have stored it. */
  QUORUM,
  /** After a write-ahead log has it on disk, from which it is delivered until it is stored. */
  DURABLE
}
