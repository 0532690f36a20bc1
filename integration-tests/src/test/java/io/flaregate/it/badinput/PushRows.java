package io.flaregate.it.badinput;

import static io.flaregate.it.badinput.Verdict.INVALID;
import static io.flaregate.it.badinput.Verdict.STORED;
import static io.flaregate.it.badinput.Verdict.TOO_LARGE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** B1, B16 to B19, B24 to B26, B30 for pushes: pprofs and the labels of series. */
final class PushRows {
  private static final List<Door> PUSH = Row.PUSH_PROTOBUF;

  private PushRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.of("B1", "an empty push", INVALID)
            .says("no profiles received")
            .bytes(PUSH, () -> new byte[0]));
    rows.add(
        Row.of("B1", "an empty push in JSON", INVALID)
            .says("no profiles received")
            .text(Door.PUSH_JSON, () -> "{}"));
    rows.add(
        Row.of("B8", "a push in JSON with unknown fields", STORED)
            .bytes(
                List.of(Door.PUSH_JSON),
                () -> {
                  String sound =
                      new String(
                          Row.sound(Door.PUSH_JSON).body(),
                          java.nio.charset.StandardCharsets.UTF_8);
                  return ("{\"x\":[{}]," + sound.substring(1))
                      .getBytes(java.nio.charset.StandardCharsets.UTF_8);
                }));
    rows.addAll(pprofs());
    rows.addAll(bombs());
    rows.addAll(labels());
    return rows;
  }

  /** A pprof of one sample type, one function, one location and one sample. */
  private static final class Pprof {
    Wire type = new Wire().number(1, 1).number(2, 2);
    Wire sample = new Wire().number(1, 1).number(2, 5);
    Wire mapping = new Wire().number(1, 1);
    Wire location = new Wire().number(1, 1).number(2, 1).bytes(4, new Wire().number(1, 1).done());
    Wire function = new Wire().number(1, 1).number(2, 3);
    Wire more = new Wire();
    boolean plainStart = true;

    byte[] done() {
      Wire all = new Wire();
      all.bytes(1, type.done()).bytes(2, sample.done()).bytes(3, mapping.done());
      all.bytes(4, location.done()).bytes(5, function.done());
      for (String text : List.of(plainStart ? "" : "x", "cpu", "nanoseconds", "main", "thread")) {
        all.text(6, text);
      }
      byte[] rest = more.done();
      for (byte each : rest) {
        all.raw(each);
      }
      return all.done();
    }
  }

  private static Supplier<byte[]> pprof(Consumer<Pprof> spoil) {
    return () -> {
      Pprof pprof = new Pprof();
      spoil.accept(pprof);
      return pprof.done();
    };
  }

  private static Row malformed(String what, Consumer<Pprof> spoil) {
    return Row.of("B26", what, INVALID)
        .says("malformed_profile")
        .counts("malformed_profile")
        .pprof(pprof(spoil));
  }

  private static Wire label(long key, long text, long unit) {
    return new Wire()
        .bytes(3, new Wire().number(1, key).number(2, text).number(3, 7).number(4, unit).done());
  }

  private static void append(Wire wire, Wire more) {
    for (byte each : more.done()) {
      wire.raw(each);
    }
  }

  private static List<Row> pprofs() {
    return List.of(
        Row.of("B25", "no period type", STORED).pprof(pprof(pprof -> pprof.more.number(9, 1))),
        malformed("a name with the index -1", pprof -> pprof.function.number(2, -1)),
        malformed("a name with the index 99", pprof -> pprof.function.number(2, 99)),
        malformed("a type with the index -1", pprof -> pprof.type.number(1, -1)),
        malformed("a label's key with the index -1", p -> append(p.sample, label(-1, 4, 0))),
        malformed("a label's text with the index 99", p -> append(p.sample, label(4, 99, 0))),
        malformed("a label's unit with the index 99", p -> append(p.sample, label(4, 0, 99))),
        malformed("a comment with the index -1", pprof -> pprof.more.number(13, -1)),
        malformed("a default type with the index 99", pprof -> pprof.more.number(14, 99)),
        malformed("the location id 0", pprof -> pprof.location.number(1, 0)),
        malformed(
            "a location id twice", pprof -> pprof.more.bytes(4, new Wire().number(1, 1).done())),
        malformed(
            "a function id twice", pprof -> pprof.more.bytes(5, new Wire().number(1, 1).done())),
        malformed("two values for one type", pprof -> pprof.sample.number(2, 6)),
        malformed("string 0 is not empty", pprof -> pprof.plainStart = false),
        Row.of("B26", "only samples of a location that is not there", INVALID)
            .says("empty_after_normalization")
            .counts("empty_after_normalization")
            .pprof(pprof(pprof -> pprof.sample.number(1, -1))),
        Row.of("B24", "a type with a dash", INVALID)
            .says("malformed_profile")
            .counts("malformed_profile")
            .bytes(PUSH, () -> PushMaker.push(PushMaker.LABELS, List.of(dashed()))));
  }

  private static byte[] dashed() {
    Pprof pprof = new Pprof();
    pprof.type = new Wire().number(1, 5).number(2, 2);
    pprof.more.text(6, "in-use");
    return pprof.done();
  }

  private static List<Row> bombs() {
    return List.of(
        Row.of("B30", "a pprof that is 1 GiB of gzip", INVALID)
            .says("profile_size_limit")
            .counts("profile_size_limit")
            .pprof(() -> Squeeze.gzipBomb(PushMaker.pprof(), 1024)),
        Row.of("B30", "a pprof that is gzip in gzip", INVALID)
            .says("malformed_profile")
            .counts("malformed_profile")
            .pprof(() -> Squeeze.gzip(Squeeze.gzip(PushMaker.pprof()))),
        Row.of("B30", "a pprof of no bytes", INVALID)
            .says("malformed_profile")
            .counts("malformed_profile")
            .bytes(PUSH, () -> PushMaker.push(PushMaker.LABELS, List.of(new byte[0]))),
        Row.of("B30", "a pprof without the end of its gzip", INVALID)
            .says("malformed_profile")
            .counts("malformed_profile")
            .pprof(
                () -> {
                  byte[] gzip = Squeeze.gzip(PushMaker.pprof());
                  return java.util.Arrays.copyOf(gzip, gzip.length - 9);
                }),
        Row.of("B30", "20 pprofs that are 256 MiB of gzip each", TOO_LARGE)
            .says("after decompression")
            .bytes(
                PUSH,
                () ->
                    PushMaker.push(
                        PushMaker.LABELS,
                        Collections.nCopies(20, Squeeze.gzipBomb(new byte[0], 256)))));
  }

  private static Row labels(
      String id, String what, Verdict verdict, String reason, String name, String value) {
    Map<String, String> labels = new TreeMap<>(PushMaker.LABELS);
    labels.put(name, value);
    List<byte[]> pprofs = List.of(PushMaker.pprof());
    Row row = Row.of(id, what, verdict).says(reason).counts(reason);
    return row.bytes(PUSH, () -> PushMaker.push(labels, pprofs));
  }

  private static List<Row> labels() {
    Map<String, String> many = new TreeMap<>(PushMaker.LABELS);
    for (int i = 0; i < 100_000; i++) {
      many.put("l" + i, "v");
    }
    return List.of(
        Row.of("B16", "100,000 labels of a series", INVALID)
            .says("max_label_names_per_series")
            .counts("max_label_names_per_series")
            .bytes(PUSH, () -> PushMaker.push(many, List.of(PushMaker.pprof()))),
        labels("B16", "a name of 1 MiB", INVALID, "label_name_too_long", "k".repeat(1 << 20), "v"),
        labels(
            "B16", "a value of 1 MiB", INVALID, "label_value_too_long", "k", "v".repeat(1 << 20)),
        labels("B18", "the label __tenant__", STORED, "", "__tenant__", "other"),
        labels("B19", "NUL, CR LF and ANSI in a label", STORED, "", "odd", "\u0000\r\n\u001b[31m"),
        labels(
            "B21",
            "${env:HOME} in a label",
            STORED,
            "",
            "${env:HOME}",
            "${jndi:ldap://x/y} %n {0}"),
        labels("B24", "an empty __name__", INVALID, "invalid_labels", "__name__", ""));
  }
}
