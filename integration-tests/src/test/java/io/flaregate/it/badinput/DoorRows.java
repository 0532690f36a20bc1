package io.flaregate.it.badinput;

import static io.flaregate.it.badinput.Verdict.INVALID;
import static io.flaregate.it.badinput.Verdict.NOT_ALLOWED;
import static io.flaregate.it.badinput.Verdict.NOT_FOUND;
import static io.flaregate.it.badinput.Verdict.STORED;
import static io.flaregate.it.badinput.Verdict.UNAUTHENTICATED;
import static io.flaregate.it.badinput.Verdict.UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;

/** B43, B44, B47 to B49: tenants, methods, paths and headers around a sound request. */
final class DoorRows {
  private static final Door[] CONNECT = {Door.PUSH_CONNECT, Door.PUSH_JSON};
  private static final Door[] OTLP_HTTP = {Door.OTLP_HTTP, Door.OTLP_JSON};
  private static final Door[] GRPC = {Door.OTLP_GRPC, Door.PUSH_GRPC};

  private DoorRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(tenants());
    rows.addAll(grpc());
    rows.addAll(connect());
    rows.addAll(paths());
    return rows;
  }

  private static List<Row> tenants() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.of("B43", "no tenant", UNAUTHENTICATED)
            .says("X-Scope-OrgID is missing")
            .sound(Shot::tenants, Door.values()));
    for (String bad :
        new String[] {"a|b", "..", ".", "../x", "%2e", "a b", "a/b", "x".repeat(151)}) {
      rows.add(
          Row.of("B43", "the tenant " + (bad.length() > 20 ? "of 151 letters" : bad), INVALID)
              .sound(shot -> shot.tenants(bad), Door.values()));
    }
    for (String good : new String[] {"_a", "x".repeat(150), "a!-_.*'()"}) {
      rows.add(
          Row.of("B43", "the tenant " + (good.length() > 20 ? "of 150 letters" : good), STORED)
              .sound(shot -> shot.tenants(good), Door.values()));
    }
    rows.add(
        Row.of("B44", "two tenants", INVALID)
            .says("names 2 tenants")
            .sound(shot -> shot.tenants("a", "b"), Door.values()));
    rows.add(
        Row.of("B44", "the header in another case", STORED)
            .sound(shot -> shot.tenants().with("x-sCOPE-orgid", Shot.TENANT), Door.values()));
    return rows;
  }

  private static List<Row> grpc() {
    return List.of(
        Row.of("B47", "a method that is not there", NOT_FOUND)
            .sound(shot -> shot.at(shot.path() + "er"), GRPC),
        Row.of("B47", "a service that is not there", NOT_FOUND)
            .sound(shot -> shot.at("no.such.Service/Export"), GRPC),
        Row.of("B47", "another version of the development protocol", INVALID)
            .says("otlp-profiles-development-version")
            .sound(shot -> shot.with("otlp-profiles-development-version", "2"), Door.OTLP_GRPC));
  }

  private static List<Row> connect() {
    List<Row> rows = new ArrayList<>();
    for (String bad : new String[] {"-1", "x", "12345678901"}) {
      rows.add(
          Row.of("B48", "connect-timeout-ms: " + bad, INVALID)
              .sound(shot -> shot.with("Connect-Timeout-Ms", bad), CONNECT));
    }
    rows.add(
        Row.of("B48", "connect-protocol-version: 2", INVALID)
            .says("connect-protocol-version")
            .sound(shot -> shot.with("Connect-Protocol-Version", "2"), CONNECT));
    rows.add(
        Row.of("B48", "connect-protocol-version: 1", STORED)
            .sound(shot -> shot.with("Connect-Protocol-Version", "1"), CONNECT));
    rows.add(
        Row.of("B48", "a message in an envelope", INVALID)
            .counts("undecodable")
            .sound(
                shot ->
                    Shot.of(
                        shot.door(),
                        new Wire().raw(0, 0, 0, 0, 3).raw(shot.body()[0], 1, 1).done()),
                CONNECT));
    rows.add(
        Row.of("B48", "another codec", Verdict.UNSUPPORTED_CODEC)
            .sound(shot -> shot.as("application/xml"), CONNECT));
    rows.add(
        Row.of("B48", "Connect's streaming", Verdict.UNSUPPORTED_CODEC)
            .sound(shot -> shot.as("application/connect+proto"), CONNECT));
    rows.add(
        Row.of("B48", "a GET", NOT_ALLOWED)
            .sound(
                shot -> shot.by("GET").at(shot.path() + "?encoding=json&message=%7B%7D"), CONNECT));
    return rows;
  }

  private static List<Row> paths() {
    List<Row> rows = new ArrayList<>();
    Door[] http = {Door.OTLP_HTTP, Door.OTLP_JSON, Door.PUSH_CONNECT, Door.PUSH_JSON, Door.INGEST};
    for (String method : new String[] {"GET", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"}) {
      rows.add(
          Row.of("B49", "the method " + method, NOT_ALLOWED)
              .says(method.equals("TRACE") ? "" : "POST")
              .sound(shot -> shot.by(method), http));
    }
    for (String prefix : new String[] {"/", "/x"}) {
      rows.add(
          Row.of("B49", prefix + " before the path", NOT_FOUND)
              .sound(
                  shot -> shot.at(prefix + shot.path()),
                  Door.OTLP_HTTP,
                  Door.OTLP_JSON,
                  Door.PUSH_CONNECT,
                  Door.PUSH_JSON));
    }
    rows.add(
        Row.of("B49", "the path in capitals", NOT_FOUND)
            .sound(
                shot -> shot.at(shot.path().toUpperCase(java.util.Locale.ROOT)),
                Door.OTLP_HTTP,
                Door.PUSH_CONNECT));
    rows.add(
        Row.of("B49", "another content type", UNSUPPORTED)
            .says("is not supported")
            .sound(shot -> shot.as("text/plain"), Door.OTLP_HTTP));
    rows.add(
        Row.of("B49", "JSON in another character set", UNSUPPORTED)
            .says("is not supported")
            .sound(shot -> shot.as("application/json; charset=utf-16"), Door.OTLP_JSON));
    rows.add(
        Row.of("B49", "parameters of the content type", STORED)
            .sound(shot -> shot.as(shot.contentType() + "; charset=utf-8"), OTLP_HTTP));
    rows.add(
        Row.of("B49", "a format of /ingest that nobody knows", UNSUPPORTED)
            .says("is not supported")
            .sound(shot -> shot.at("/ingest?name=shop&format=xml"), Door.INGEST));
    for (String query : new String[] {"", "?name=", "?name=a%7Bb", "?name=a&from=yesterday"}) {
      rows.add(
          Row.of("B49", "/ingest" + query, INVALID)
              .sound(shot -> shot.at("/ingest" + query), Door.INGEST));
    }
    return rows;
  }
}
