package io.flaregate.it.badinput;

import static io.flaregate.it.badinput.Verdict.INVALID;
import static io.flaregate.it.badinput.Verdict.PARTIAL;
import static io.flaregate.it.badinput.Verdict.STORED;
import static io.flaregate.it.badinput.Verdict.TOO_LARGE;
import static io.flaregate.it.badinput.Verdict.WARNED;

import com.google.protobuf.ByteString;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.Sample;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/** B1, B11 to B19, B21 to B25, B28: what the messages of OTLP say. */
final class OtlpRows {
  private static final int MANY = 100_000;

  private OtlpRows() {}

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    rows.addAll(empty());
    rows.addAll(indices());
    rows.addAll(tables());
    rows.addAll(large());
    rows.addAll(labels());
    rows.addAll(values());
    return rows;
  }

  private static List<Row> empty() {
    return List.of(
        Row.of("B1", "an empty body", STORED).empty().bytes(Row.OTLP_PROTOBUF, () -> new byte[0]),
        Row.of("B1", "an empty object", STORED).empty().text(Door.OTLP_JSON, () -> "{}"),
        Row.of("B1", "an empty body that should be JSON", INVALID)
            .says("not the JSON of a request")
            .counts("undecodable")
            .text(Door.OTLP_JSON, () -> ""),
        Row.of("B1", "a resource without profiles", STORED).empty().otlp(OtlpMaker::new));
  }

  /** Two profiles, of which the second is spoilt. */
  private static Supplier<OtlpMaker> second(BiConsumer<OtlpMaker, Profile.Builder> spoil) {
    return () -> {
      OtlpMaker maker = OtlpMaker.sound();
      spoil.accept(maker, maker.profile());
      return maker;
    };
  }

  private static Row index(String table, int index, BiConsumer<OtlpMaker, Profile.Builder> spoil) {
    return Row.of("B11", "the index " + index + " of a " + table, PARTIAL)
        .says(Integer.toString(index))
        .counts("malformed_profile")
        .otlp(second(spoil));
  }

  private static List<Row> indices() {
    List<Row> rows = new ArrayList<>();
    for (int i : new int[] {99, -1, Integer.MIN_VALUE}) {
      rows.add(index("stack", i, (maker, profile) -> sample(profile).setStackIndex(i)));
      rows.add(index("link", i, (maker, profile) -> sample(profile).setLinkIndex(i)));
      rows.add(index("attribute", i, (maker, profile) -> sample(profile).addAttributeIndices(i)));
      rows.add(
          index(
              "string", i, (maker, profile) -> profile.getSampleTypeBuilder().setTypeStrindex(i)));
      rows.add(
          index("unit", i, (maker, profile) -> profile.getSampleTypeBuilder().setUnitStrindex(i)));
      rows.add(
          index(
              "location",
              i,
              (maker, profile) -> {
                maker.dictionary().addStackTableBuilder().addLocationIndices(i);
                sample(profile).setStackIndex(2);
              }));
      rows.add(
          index(
              "function",
              i,
              (maker, profile) -> {
                sample(profile).setStackIndex(maker.stackOf(3));
                maker
                    .dictionary()
                    .getLocationTableBuilder(2)
                    .getLinesBuilder(0)
                    .setFunctionIndex(i);
              }));
      rows.add(
          index(
              "function's name",
              i,
              (maker, profile) -> sample(profile).setStackIndex(maker.stackOf(i))));
      rows.add(
          index(
              "mapping",
              i,
              (maker, profile) -> {
                sample(profile).setStackIndex(maker.stackOf(3));
                maker.dictionary().getLocationTableBuilder(2).setMappingIndex(i);
              }));
    }
    return rows;
  }

  private static Sample.Builder sample(Profile.Builder profile) {
    return OtlpMaker.sample(profile);
  }

  private static Supplier<OtlpMaker> sound(java.util.function.Consumer<OtlpMaker> change) {
    return () -> {
      OtlpMaker maker = OtlpMaker.sound();
      change.accept(maker);
      return maker;
    };
  }

  private static List<Row> tables() {
    return List.of(
        Row.of("B12", "string 0 is not empty", WARNED)
            .says("nonzero_entry_zero")
            .otlp(sound(maker -> maker.dictionary().setStringTable(0, "oops"))),
        Row.of("B12", "no dictionary", INVALID)
            .says("table")
            .counts("malformed_profile")
            .otlp(sound(maker -> maker.dictionary().clear())),
        Row.of("B12", "no stack table", INVALID)
            .says("stack_table")
            .counts("malformed_profile")
            .otlp(sound(maker -> maker.dictionary().clearStackTable())));
  }

  private static List<Row> large() {
    return List.of(
        Row.of("B13", "a stack of 100,000 locations in 100,000 samples of other threads", INVALID)
            .says("max_profile_stacktrace_samples: 16000")
            .counts("samples_limit")
            .otlp(() -> amplified(MANY)),
        Row.of("B13", "a stack of 10,000 locations in 10,000 samples of other threads", INVALID)
            .says("max_profile_size_bytes: 4194304")
            .counts("profile_size_limit")
            .otlp(() -> amplified(10_000)),
        Row.of("B14", "100,000 services in the samples of one profile", INVALID)
            .says("max_profile_stacktrace_samples: 16000")
            .counts("samples_limit")
            .otlp(() -> services(MANY)),
        Row.of("B14", "15,000 services in the samples of each of two profiles", PARTIAL)
            .says("max_series_per_request")
            .counts("series_limit")
            .otlp(
                () -> {
                  OtlpMaker maker = services(15_000);
                  Profile.Builder second = maker.profile();
                  for (int i = 0; i < 15_000; i++) {
                    sample(second).addAttributeIndices(1 + i);
                  }
                  return maker;
                }),
        Row.of("B15", "1,000,000 empty strings, 2 bytes each and 24 decoded", TOO_LARGE)
            .says("more memory than 4 times")
            .counts("request_too_large")
            .otlp(sound(maker -> strings(maker, 1_000_000, ""))),
        Row.of("B15", "1,000,000 strings of 8 bytes", STORED)
            .bytes(
                Row.OTLP_PROTOBUF,
                () -> sound(m -> strings(m, 1_000_000, "12345678")).get().bytes()),
        Row.of("B15", "a name of 12 MiB", WARNED)
            .says("max_profile_symbol_value_length")
            .bytes(
                Row.OTLP_PROTOBUF,
                () -> sound(maker -> named(maker, "x".repeat(12 << 20))).get().bytes()),
        Row.of("B15", "a string of 17 MiB", TOO_LARGE)
            .bytes(
                List.of(Door.OTLP_GRPC, Door.OTLP_HTTP),
                () -> sound(maker -> strings(maker, 1, "x".repeat(17 << 20))).get().bytes()));
  }

  private static OtlpMaker amplified(int steps) {
    OtlpMaker maker = OtlpMaker.sound();
    maker.deepen(steps);
    for (int i = 0; i < steps; i++) {
      sample(maker.first()).addAttributeIndices(maker.attribute(5, "t" + i));
    }
    return maker;
  }

  private static OtlpMaker services(int count) {
    OtlpMaker maker = OtlpMaker.sound();
    for (int i = 0; i < count; i++) {
      sample(maker.first()).addAttributeIndices(maker.attribute(4, "s" + i));
    }
    return maker;
  }

  private static void strings(OtlpMaker maker, int count, String text) {
    for (int i = 0; i < count; i++) {
      maker.dictionary().addStringTable(text);
    }
  }

  private static void named(OtlpMaker maker, String name) {
    sample(maker.first()).setStackIndex(maker.stackOf(maker.string(name)));
  }

  private static void attributes(OtlpMaker maker, int count) {
    for (int i = 0; i < count; i++) {
      maker.resourceAttribute("k" + i, "v");
    }
  }

  private static List<Row> labels() {
    return List.of(
        Row.of("B16", "500,000 attributes of a resource", TOO_LARGE)
            .says("more memory than 4 times")
            .counts("request_too_large")
            .bytes(
                Row.OTLP_PROTOBUF, () -> sound(maker -> attributes(maker, 500_000)).get().bytes()),
        Row.of("B16", "50,000 attributes of a resource", INVALID)
            .says("max_label_names_per_series")
            .counts("max_label_names_per_series")
            .otlp(sound(maker -> attributes(maker, 50_000))),
        Row.of("B16", "a key of 1 MiB", INVALID)
            .says("max_label_name_length")
            .counts("label_name_too_long")
            .otlp(sound(maker -> maker.resourceAttribute("k".repeat(1 << 20), "v"))),
        Row.of("B16", "a value of 1 MiB", INVALID)
            .says("max_label_value_length")
            .counts("label_value_too_long")
            .otlp(sound(maker -> maker.resourceAttribute("k", "v".repeat(1 << 20)))),
        Row.of("B17", "one key twice", WARNED)
            .says("duplicate_attribute_key")
            .otlp(sound(maker -> maker.resourceAttribute("service.name", "other"))),
        Row.of("B17", "keys that collide once they are sanitised: the first wins", STORED)
            .otlp(
                sound(
                    maker -> {
                      maker.resourceAttribute("a.b", "1");
                      maker.resourceAttribute("a_b", "2");
                    }),
                shot -> shot.tenants("tidy")),
        Row.of("B18", "labels that are the pipeline's own", STORED)
            .otlp(
                sound(
                    maker -> {
                      for (String own :
                          List.of("__tenant__", "__delta__", "__session_id__", "__order__")) {
                        maker.resourceAttribute(own, "x");
                      }
                    })),
        Row.of("B19", "NUL, CR LF, ANSI and U+202E in labels and names", STORED)
            .otlp(
                sound(
                    maker -> {
                      maker.resourceAttribute("odd\r\nERROR \u001b[31m", "a\u0000b\u202Ec\r\n");
                      named(maker, "f\u0000\r\nERROR at \u001b[31m\u202E");
                    })),
        Row.of("B19", "CR LF and ANSI in a message", INVALID)
            .says("max_label_value_length")
            .counts("label_value_too_long")
            .otlp(
                sound(
                    maker ->
                        maker.resourceAttribute("k\r\nERROR", "\r\nERROR \u001b[31m".repeat(999)))),
        Row.of("B19", "bytes that are not UTF-8", WARNED)
            .says("invalid_utf8")
            .bytes(Row.OTLP_PROTOBUF, OtlpRows::notUtf8),
        Row.of("B21", "${jndi:…}, ${env:…} and %n", STORED)
            .otlp(
                sound(
                    maker -> {
                      maker.resourceAttribute("${env:HOME}", "${jndi:ldap://127.0.0.1:1/x} %n {0}");
                      named(maker, "${jndi:ldap://127.0.0.1:1/x} %s {0}");
                    })),
        Row.of("B21", "${env:HOME} in a message stays what it is", INVALID)
            .says("${env:HOME}%s{0}")
            .counts("label_value_too_long")
            .otlp(sound(maker -> maker.resourceAttribute("k", "${env:HOME}%s{0}".repeat(999)))));
  }

  private static byte[] notUtf8() {
    OtlpMaker maker = OtlpMaker.sound();
    named(maker, "HERE");
    byte[] body = maker.bytes();
    int at = new String(body, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("HERE");
    body[at] = (byte) 0xFF;
    return body;
  }

  private static Row timed(String what, Verdict verdict, long nanos) {
    Row row = Row.of("B23", what, verdict);
    Row counted =
        verdict == INVALID
            ? row.says("not_in_ingestion_window").counts("not_in_ingestion_window")
            : row;
    return counted.otlp(
        sound(maker -> maker.first().setTimeUnixNano(nanos)),
        shot -> shot.tenants(GatewayRig.STRICT_TENANT));
  }

  private static List<Row> values() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        Row.of("B22", "a sum that overflows saturates", WARNED)
            .says("value_saturated")
            .otlp(
                sound(
                    maker -> {
                      sample(maker.first()).setValues(0, Long.MAX_VALUE);
                      sample(maker.first()).setValues(0, Long.MAX_VALUE);
                    })));
    rows.add(
        Row.of("B22", "negative values beside others", WARNED)
            .says("negative_value")
            .otlp(sound(maker -> sample(maker.first()).setValues(0, -5))));
    rows.add(
        Row.of("B22", "only negative values", INVALID)
            .says("empty_after_normalization")
            .counts("empty_after_normalization")
            .otlp(sound(maker -> maker.first().getSamplesBuilder(0).setValues(0, -5))));
    rows.add(timed("time 0 is now", STORED, 0));
    rows.add(timed("one nanosecond after 1970", INVALID, 1));
    rows.add(timed("the year 2262", INVALID, Long.MAX_VALUE));
    rows.add(timed("a time with the topmost bit", INVALID, -1));
    rows.add(
        Row.of("B24", "no sample type", INVALID)
            .says("malformed_profile")
            .counts("malformed_profile")
            .otlp(sound(maker -> maker.first().clearSampleType())));
    rows.add(
        Row.of("B24", "a sample without values beside others", WARNED)
            .says("no_value")
            .otlp(sound(maker -> sample(maker.first()).clearValues())));
    rows.add(
        Row.of("B25", "no period type", STORED)
            .otlp(sound(maker -> maker.first().clearPeriodType().clearPeriod())));
    rows.add(
        Row.of("B25", "no samples", WARNED)
            .says("nothing_to_store")
            .empty()
            .otlp(sound(maker -> maker.first().clearSamples())));
    rows.add(
        Row.of("B25", "only zeros", WARNED)
            .says("nothing_to_store")
            .empty()
            .otlp(sound(maker -> maker.first().getSamplesBuilder(0).setValues(0, 0))));
    rows.add(
        Row.of("B25", "entries that nobody refers to", STORED)
            .otlp(sound(maker -> maker.stackOf(3))));
    rows.add(
        Row.of("B28", "65,536 names with one String.hashCode", STORED)
            .otlp(sound(OtlpRows::collide)));
    rows.add(
        Row.of("B12", "a profile id of 5 bytes", WARNED)
            .says("invalid_profile_id")
            .bytes(
                Row.OTLP_PROTOBUF,
                () ->
                    sound(m -> m.first().setProfileId(ByteString.copyFromUtf8("short")))
                        .get()
                        .bytes()));
    return rows;
  }

  /** All words of 16 letters out of Aa and BB. */
  private static void collide(OtlpMaker maker) {
    for (int i = 0; i < 1 << 16; i++) {
      StringBuilder name = new StringBuilder(32);
      for (int bit = 0; bit < 16; bit++) {
        name.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      if (i % 8 == 0) {
        named(maker, name.toString());
      } else {
        maker.string(name.toString());
      }
    }
  }
}
