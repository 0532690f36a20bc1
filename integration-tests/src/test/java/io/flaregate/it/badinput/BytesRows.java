package io.flaregate.it.badinput;

import static io.flaregate.it.badinput.Verdict.INVALID;
import static io.flaregate.it.badinput.Verdict.STORED;
import static io.flaregate.it.badinput.Verdict.TOO_LARGE;
import static io.flaregate.it.badinput.Verdict.UNSUPPORTED;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** B2 to B6, B30 to B33: bytes that are no messages, or are hidden by an encoding. */
final class BytesRows {
  private static final int[] ARRAYS = {5, 1};

  /** Doors whose bodies HTTP's Content-Encoding or gRPC's own compresses. */
  private static final Door[] ENCODED = {
    Door.OTLP_GRPC,
    Door.OTLP_HTTP,
    Door.OTLP_JSON,
    Door.PUSH_CONNECT,
    Door.PUSH_JSON,
    Door.PUSH_GRPC,
    Door.INGEST
  };

  private static final List<Door> OVER_HTTP =
      Arrays.stream(ENCODED).filter(door -> !door.isGrpc()).toList();

  private BytesRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(broken());
    rows.addAll(nested());
    rows.addAll(bombs());
    rows.addAll(encodings());
    return rows;
  }

  private static Row undecodable(String id, String what, Supplier<byte[]> body) {
    return Row.of(id, what, INVALID).counts("undecodable").bytes(Row.PROTOBUF, body);
  }

  private static List<Row> broken() {
    return List.of(
        Row.of("B2", "a request without its last byte", INVALID)
            .says("not an ExportProfilesServiceRequest")
            .counts("undecodable")
            .bytes(
                Row.OTLP_PROTOBUF,
                () -> {
                  byte[] whole = OtlpMaker.sound().bytes();
                  return Arrays.copyOf(whole, whole.length - 1);
                }),
        Row.of("B2", "a push without its last byte", INVALID)
            .counts("undecodable")
            .bytes(
                Row.PUSH_PROTOBUF,
                () -> {
                  byte[] whole = Row.sound(Door.PUSH_CONNECT).body();
                  return Arrays.copyOf(whole, whole.length - 1);
                }),
        undecodable(
            "B2",
            "random bytes",
            () -> {
              byte[] body = new byte[1000];
              new Random(2).nextBytes(body);
              body[0] = 2;
              return body;
            }),
        Row.of("B2", "a pprof where a request is due", INVALID)
            .counts("undecodable")
            .bytes(Row.PROTOBUF, PushMaker::pprof),
        undecodable("B3", "a negative length", () -> new Wire().tag(1, 2).varint(-1).done()),
        undecodable(
            "B3", "a length of 4 GiB", () -> new Wire().tag(1, 2).varint(0xFFFF_FFFFL).done()),
        undecodable(
            "B3", "a length beyond the end", () -> new Wire().tag(1, 2).varint(9).raw(1).done()),
        undecodable("B3", "field number 0", () -> new Wire().tag(0, 0).varint(1).done()),
        undecodable("B3", "wire type 6", () -> new Wire().tag(1, 6).raw(1, 2, 3, 4).done()),
        undecodable("B3", "wire type 7", () -> new Wire().tag(9, 7).raw(1, 2, 3, 4).done()),
        undecodable(
            "B3",
            "a varint of 11 bytes",
            () -> {
              int[] eleven = new int[11];
              Arrays.fill(eleven, 0, 10, 0x80);
              return new Wire().tag(9, 0).raw(eleven).done();
            }),
        undecodable("B3", "a varint that is cut", () -> new Wire().tag(9, 0).raw(0x80).done()));
  }

  private static List<Row> nested() {
    return List.of(
        Row.of("B4", "100,000 values in each other: skipped", STORED)
            .bytes(Row.OTLP_PROTOBUF, () -> deep(100_000)),
        undecodable("B5", "1,000,000 groups in each other", () -> groups(1_000_000)),
        Row.of("B5", "1,000,000 groups in a pprof", INVALID)
            .says("malformed_profile")
            .counts("malformed_profile")
            .pprof(() -> groups(1_000_000)),
        Row.of("B6", "1 MiB of unknown fields of every kind", STORED)
            .bytes(Row.OTLP_PROTOBUF, () -> unknown(OtlpMaker.sound().bytes())),
        Row.of("B6", "1 MiB of unknown fields of every kind in a push", STORED)
            .bytes(Row.PUSH_PROTOBUF, () -> unknown(Row.sound(Door.PUSH_CONNECT).body())));
  }

  private static byte[] groups(int depth) {
    return new Wire().groups(15, depth).done();
  }

  private static byte[] deep(int depth) {
    byte[] attribute = new Wire().text(1, "deep").bytes(2, Wire.nestedFields(ARRAYS, depth)).done();
    byte[] resource = new Wire().bytes(1, attribute).done();
    byte[] first = new Wire().bytes(1, new Wire().bytes(1, resource).done()).done();
    return join(first, OtlpMaker.sound().bytes());
  }

  private static byte[] unknown(byte[] body) {
    Wire wire = new Wire();
    for (int i = 0; i < 1 << 16; i++) {
      wire.number(1000 + i % 7, i)
          .bytes(2000 + i % 5, new byte[2])
          .tag(3000 + i % 3, 5)
          .raw(1, 2, 3, 4);
    }
    return join(wire.done(), body);
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static Row encoded(
      String id, String what, Verdict verdict, String encoding, Supplier<byte[]> body) {
    return Row.of(id, what, verdict)
        .bytes(Arrays.asList(ENCODED), body, shot -> shot.encoded(encoding, shot.body()));
  }

  private static List<Row> bombs() {
    return List.of(
        encoded(
            "B30", "gzip of 1 GiB", TOO_LARGE, "gzip", () -> Squeeze.gzipBomb(new byte[0], 1024)),
        Row.of("B30", "gzip in gzip in gzip", INVALID)
            .bytes(
                Row.PROTOBUF,
                () -> Squeeze.gzip(Squeeze.gzip(Squeeze.gzip(OtlpMaker.sound().bytes()))),
                shot -> shot.encoded("gzip", shot.body()))
            .counts("undecodable"),
        Row.of("B30", "gzip of several members", STORED)
            .sound(
                shot -> {
                  byte[] body = shot.body();
                  byte[] head = Squeeze.gzip(Arrays.copyOf(body, 30));
                  byte[] tail = Squeeze.gzip(Arrays.copyOfRange(body, 30, body.length));
                  return shot.encoded("gzip", join(head, tail));
                },
                ENCODED),
        Row.of("B30", "gzip with something behind it", INVALID)
            .sound(
                shot -> shot.encoded("gzip", join(Squeeze.gzip(shot.body()), new byte[] {1, 2, 3})),
                ENCODED),
        Row.of("B30", "gzip with a wrong checksum", INVALID)
            .sound(
                shot -> {
                  byte[] gzip = Squeeze.gzip(shot.body());
                  gzip[gzip.length - 8] ^= 1;
                  return shot.encoded("gzip", gzip);
                },
                ENCODED),
        Row.of("B30", "gzip of no bytes at all", INVALID)
            .says("it is empty")
            .bytes(OVER_HTTP, () -> new byte[0], shot -> shot.encoded("gzip", shot.body())),
        Row.of("B30", "gzip with a header of 64 KiB", STORED)
            .sound(shot -> shot.encoded("gzip", longHeader(shot.body())), ENCODED),
        encoded(
            "B31", "zstd with a window of 2 GiB", INVALID, "zstd", () -> Squeeze.zstdBomb(31, 8)),
        encoded(
            "B31", "1 GiB of zstd in 32 KiB", TOO_LARGE, "zstd", () -> Squeeze.zstdBomb(20, 8192)),
        encoded(
            "B31",
            "framed snappy that claims 4 GiB",
            INVALID,
            "snappy",
            () -> Squeeze.snappyFramedClaim(0xFFFF_FFFFL)),
        encoded(
            "B31",
            "deflate of 64 MiB",
            TOO_LARGE,
            "deflate",
            () -> Squeeze.deflate(new byte[64 << 20])));
  }

  private static byte[] longHeader(byte[] body) {
    byte[] plain = Squeeze.gzip(body);
    byte[] extra = new byte[0xFFFF];
    byte[] head = Arrays.copyOf(plain, 12);
    // FEXTRA and FNAME (RFC 1952, section 2.3.1).
    head[3] = 4 | 8;
    head[10] = (byte) 0xFF;
    head[11] = (byte) 0xFF;
    byte[] name = new byte[0xFFFF];
    Arrays.fill(name, 0, name.length - 1, (byte) 'n');
    return join(join(head, extra), join(name, Arrays.copyOfRange(plain, 10, plain.length)));
  }

  private static List<Row> encodings() {
    Door[] overHttp = OVER_HTTP.toArray(new Door[0]);
    List<Row> rows = new ArrayList<>();
    for (String none : new String[] {"identity", "none", "IDENTITY"}) {
      rows.add(
          Row.of("B32", "Content-Encoding: " + none, STORED)
              .sound(shot -> shot.encoded(none, shot.body()), overHttp));
    }
    for (String gzip : new String[] {"GZIP", "x-gzip"}) {
      rows.add(
          Row.of("B32", "Content-Encoding: " + gzip, STORED)
              .sound(shot -> shot.encoded(gzip, Squeeze.gzip(shot.body())), overHttp));
    }
    for (String other : new String[] {"br", "gzip, gzip", "gzip,identity", "lz4", "compress"}) {
      rows.add(
          Row.of("B32", "Content-Encoding: " + other, UNSUPPORTED)
              .says("is not supported")
              .sound(shot -> shot.encoded(other, Squeeze.gzip(shot.body())), overHttp));
    }
    rows.add(
        Row.of("B32", "grpc-encoding: br", UNSUPPORTED)
            .sound(shot -> shot.encoded("br", shot.body()), Door.OTLP_GRPC, Door.PUSH_GRPC));
    rows.add(
        Row.of("B33", "a body of 17 MiB", TOO_LARGE)
            .bytes(Arrays.asList(ENCODED), () -> new byte[17 << 20]));
    return rows;
  }
}
