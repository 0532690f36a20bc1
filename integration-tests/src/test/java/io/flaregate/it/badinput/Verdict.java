package io.flaregate.it.badinput;

import java.util.Map;

/** What becomes of a request, in the words of each door. */
enum Verdict {
  /** Everything is taken, and nothing is said. */
  STORED("200", "OK", "", ""),
  /** Everything is taken; OTLP says what was left out or repaired. */
  WARNED("200", "OK", "", ""),
  /** OTLP says how many profiles were refused; a push, which cannot, is invalid as a whole. */
  PARTIAL("400", "INVALID_ARGUMENT", "3", "invalid_argument"),
  /** Refused for good. */
  INVALID("400", "INVALID_ARGUMENT", "3", "invalid_argument"),
  /** Refused for its size. */
  TOO_LARGE("413", "RESOURCE_EXHAUSTED", "8", "resource_exhausted"),
  /** An encoding, a type, a format that is not supported. */
  UNSUPPORTED("415", "UNIMPLEMENTED", "12", "unimplemented"),
  /** A codec that Connect does not know here; other than an encoding it is HTTP's 415. */
  UNSUPPORTED_CODEC("415", "UNIMPLEMENTED", "12", "unimplemented"),
  /** Nothing at this path. */
  NOT_FOUND("404", "UNIMPLEMENTED", "12", "unimplemented"),
  /** Another method is needed. */
  NOT_ALLOWED("405", "UNIMPLEMENTED", "12", "unimplemented"),
  /** No tenant. */
  UNAUTHENTICATED("401", "UNAUTHENTICATED", "16", "unauthenticated"),
  /** The sender waits no longer. */
  DEADLINE("504", "DEADLINE_EXCEEDED", "4", "deadline_exceeded");

  /** The status of Connect that is not HTTP's for the same thing: encodings are 501 there. */
  private static final Map<Verdict, String> CONNECT = Map.of(UNSUPPORTED, "501");

  private final String http;
  private final String grpc;
  private final String number;
  private final String word;

  Verdict(String http, String grpc, String number, String word) {
    this.http = http;
    this.grpc = grpc;
    this.number = number;
    this.word = word;
  }

  /** Whether something of the request is stored. */
  boolean stores(Door door) {
    return this == STORED || this == WARNED || (this == PARTIAL && door.isOtlp());
  }

  /** The status: of HTTP, or the name of gRPC's. */
  String status(Door door) {
    boolean ok = stores(door);
    if (door.isGrpc()) {
      return ok ? "OK" : grpc;
    }
    boolean connect = door == Door.PUSH_CONNECT || door == Door.PUSH_JSON;
    return ok ? "200" : connect ? CONNECT.getOrDefault(this, http) : http;
  }

  /** The code inside the body. */
  String code(Door door) {
    if (stores(door) || door == Door.INGEST) {
      return "";
    }
    return door.isOtlp() || door.isGrpc() ? number : word;
  }
}
