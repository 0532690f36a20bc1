package io.flaregate.it.collector;

import io.flaregate.it.chaos.rig.FreePort;
import java.util.ArrayList;
import java.util.List;

/**
 * A way from exporter to receiver, with the ports of its own pipelines.
 *
 * @param name its name, which is that of components too
 * @param isGrpc whether it is gRPC rather than HTTP
 * @param compression as the Collector's exporters know it
 * @param ours the same as Flaregate's exporters know it; empty if they have nothing like it
 * @param encoding proto or json
 * @param collectorPort where the collector in front listens for it
 * @param gatewayPort where the gateway does
 */
record Variant(
    String name,
    boolean isGrpc,
    String compression,
    String ours,
    String encoding,
    int collectorPort,
    int gatewayPort) {

  /** All that both sides have. */
  static List<Variant> all() {
    List<Variant> all = new ArrayList<>();
    for (String compression : List.of("none", "gzip", "snappy", "zstd")) {
      all.add(grpc(compression));
    }
    for (String encoding : List.of("proto", "json")) {
      for (String compression : List.of("none", "gzip", "snappy", "zstd")) {
        all.add(http(compression, compression, encoding));
      }
    }
    for (String compression : List.of("zlib", "deflate", "x-snappy-framed")) {
      all.add(http(compression, "none", "proto"));
    }
    return all;
  }

  private static Variant grpc(String compression) {
    return new Variant(
        "grpc-" + compression,
        true,
        compression,
        compression,
        "proto",
        FreePort.next(),
        FreePort.next());
  }

  private static Variant http(String compression, String ours, String encoding) {
    return new Variant(
        "http-" + encoding + "-" + compression,
        false,
        compression,
        ours,
        encoding,
        FreePort.next(),
        FreePort.next());
  }

  /** The type of the exporter, which has the same name on both sides. */
  String exporterType() {
    return isGrpc ? "otlp_grpc" : "otlp_http";
  }

  /** The receiver's protocol. */
  String protocol() {
    return isGrpc ? "grpc" : "http";
  }

  /** An address as the exporter wants it. */
  String endpoint(int port) {
    return "http://127.0.0.1:" + port;
  }

  /** The line with the encoding, which gRPC does not have. */
  String encodingLine() {
    return isGrpc ? "" : "encoding: " + encoding + ", ";
  }
}
