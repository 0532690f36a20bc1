package io.flaregate.it.badinput;

/** A way in: a protocol on a port, with the encoding of its messages. */
public enum Door {
  /** OTLP over gRPC, port 4317. */
  OTLP_GRPC(Port.GRPC, ""),
  /** OTLP over HTTP with protobuf, port 4318. */
  OTLP_HTTP(Port.HTTP, "application/x-protobuf"),
  /** OTLP over HTTP with JSON, port 4318. */
  OTLP_JSON(Port.HTTP, "application/json"),
  /** Push over Connect with protobuf, port 4040. */
  PUSH_CONNECT(Port.PHLARE, "application/proto"),
  /** Push over Connect with JSON, port 4040. */
  PUSH_JSON(Port.PHLARE, "application/json"),
  /** Push over gRPC, port 4040. */
  PUSH_GRPC(Port.PHLARE, ""),
  /** The agents' {@code /ingest}, port 4040. */
  INGEST(Port.PHLARE, "application/octet-stream");

  /** Which of the gateway's three listeners. */
  enum Port {
    GRPC,
    HTTP,
    PHLARE
  }

  private static final String OTLP_PATH = "/v1development/profiles";
  private static final String PUSH_PATH = "/push.v1.PusherService/Push";
  private static final String EXPORT =
      "opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export";

  private final Port port;
  private final String contentType;

  Door(Port port, String contentType) {
    this.port = port;
    this.contentType = contentType;
  }

  /** Whether gRPC carries it. */
  public boolean isGrpc() {
    return this == OTLP_GRPC || this == PUSH_GRPC;
  }

  /** Whether it speaks OTLP, which alone knows partial success. */
  public boolean isOtlp() {
    return this == OTLP_GRPC || this == OTLP_HTTP || this == OTLP_JSON;
  }

  Port port() {
    return port;
  }

  /** What its requests call themselves. */
  String contentType() {
    return contentType;
  }

  /** Where requests go: the path of a URL, or the full name of gRPC's method. */
  String path() {
    return switch (this) {
      case OTLP_GRPC -> EXPORT;
      case PUSH_GRPC -> PUSH_PATH.substring(1);
      case OTLP_HTTP, OTLP_JSON -> OTLP_PATH;
      case PUSH_CONNECT, PUSH_JSON -> PUSH_PATH;
      case INGEST -> "/ingest?name=shop&format=pprof";
    };
  }
}
