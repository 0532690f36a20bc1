package io.flaregate.otlp.config;

/** How the exporter over HTTP writes requests, by the Collector's words. */
public enum ExportEncoding {
  /** Protobuf. */
  PROTO,
  /** OTLP's JSON. */
  JSON
}
