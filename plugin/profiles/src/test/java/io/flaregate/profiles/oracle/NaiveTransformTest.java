package io.flaregate.profiles.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.NaiveTransform.Outcome;
import io.flaregate.profiles.oracle.NaiveTransform.Result;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The oracle itself, on requests small enough to see the result. */
class NaiveTransformTest {
  private static final List<String> STRINGS =
      List.of("", "samples", "count", "cpu", "nanoseconds", "main", "a.go", "off_cpu", "thread");

  private final ProfilesDictionary.Builder dictionary = ProfilesDictionary.newBuilder();

  NaiveTransformTest() {
    dictionary.addAllStringTable(STRINGS);
    dictionary.addFunctionTableBuilder();
    dictionary.addFunctionTableBuilder().setNameStrindex(5).setFilenameStrindex(6);
    dictionary.addLocationTableBuilder();
    dictionary.addLocationTableBuilder().addLinesBuilder().setFunctionIndex(1).setLine(7);
    dictionary.addStackTableBuilder();
    dictionary.addStackTableBuilder().addLocationIndices(1);
    dictionary.addAttributeTableBuilder();
    dictionary.addAttributeTableBuilder().setKeyStrindex(8).getValueBuilder().setStringValue("T1");
  }

  private List<Result> transform(KeyValue attribute, Profile profile) {
    ResourceProfiles.Builder resource = ResourceProfiles.newBuilder();
    resource.getResourceBuilder().addAttributes(attribute);
    return NaiveTransform.transform(
        ExportProfilesServiceRequest.newBuilder()
            .setDictionary(dictionary)
            .addResourceProfiles(
                resource.addScopeProfiles(ScopeProfiles.newBuilder().addProfiles(profile)))
            .build());
  }

  private static KeyValue service(String name) {
    return KeyValue.newBuilder()
        .setKey("service.name")
        .setValue(AnyValue.newBuilder().setStringValue(name))
        .build();
  }

  private static ValueType type(String name, String unit) {
    return ValueType.newBuilder()
        .setTypeStrindex(STRINGS.indexOf(name))
        .setUnitStrindex(STRINGS.indexOf(unit))
        .build();
  }

  private static Sample.Builder sample(long... values) {
    Sample.Builder sample = Sample.newBuilder().setStackIndex(1);
    for (long value : values) {
      sample.addValues(value);
    }
    return sample;
  }

  @Test
  void cpuSamplesBecomeTimeAndAreSplitByThread() {
    Profile profile =
        Profile.newBuilder()
            .setSampleType(type("samples", "count"))
            .setPeriodType(type("cpu", "nanoseconds"))
            .setPeriod(10)
            .addSamples(sample(1))
            .addSamples(sample(2, 3))
            .addSamples(sample(4).addAttributeIndices(1))
            .addSamples(sample(-1))
            .addSamples(sample(0))
            .build();
    Result result = transform(service("shop"), profile).get(0);
    Map<String, String> common =
        Map.of(
            "__delta__", "false",
            "__otel__", "true",
            "__name__", "process_cpu",
            "service_name", "shop",
            "service.name", "shop");
    TreeMap<String, String> labels = new TreeMap<>(common);
    TreeMap<String, String> threadLabels = new TreeMap<>(common);
    threadLabels.put("thread", "T1");
    StackKey stack = new StackKey(List.of("main a.go:7"), new TreeMap<>());
    assertThat(result)
        .isEqualTo(
            new Result(
                Outcome.STORED,
                Map.of(
                    new SeriesKey(labels, "cpu", "nanoseconds"),
                    Map.of(stack, 60L),
                    new SeriesKey(threadLabels, "cpu", "nanoseconds"),
                    Map.of(stack, 40L))));
  }

  @Test
  void sumsStopAtTheLargestLong() {
    Profile profile =
        Profile.newBuilder()
            .setSampleType(type("off_cpu", "nanoseconds"))
            .addSamples(sample(Long.MAX_VALUE))
            .addSamples(sample(5))
            .build();
    Result result = transform(service(""), profile).get(0);
    assertThat(result.series().keySet())
        .singleElement()
        .satisfies(
            key ->
                assertThat(key.labels())
                    .containsEntry("__name__", "off_cpu")
                    .containsEntry("service_name", "unknown_service"));
    assertThat(total(result)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void tellsNothingFromFaulty() {
    Profile.Builder profile = Profile.newBuilder().setSampleType(type("off_cpu", "nanoseconds"));
    assertThat(transform(service(""), profile.build()).get(0).outcome())
        .isEqualTo(Outcome.NOTHING_TO_STORE);
    assertThat(transform(service(""), profile.addSamples(sample(0)).build()).get(0).outcome())
        .isEqualTo(Outcome.NOTHING_TO_STORE);
    assertThat(transform(service(""), profile.addSamples(sample()).build()).get(0).outcome())
        .isEqualTo(Outcome.EMPTY);
    profile.addSamples(sample(1).setStackIndex(9));
    assertThat(transform(service(""), profile.build()).get(0).outcome())
        .isEqualTo(Outcome.MALFORMED);
  }

  @Test
  void everyRealFileHasSeriesAndLosesNoValue() throws Exception {
    for (CorpusFile file : Corpus.configured().files("otlp")) {
      if (file.bytes().length > 160_000) {
        continue;
      }
      ExportProfilesServiceRequest request = ExportProfilesServiceRequest.parseFrom(file.body());
      List<Result> results = NaiveTransform.transform(request);
      assertThat(results).as(file.name()).isNotEmpty();
      List<NaiveProfile> profiles = NaiveDecode.decode(request);
      for (int i = 0; i < results.size(); i++) {
        NaiveProfile profile = profiles.get(i);
        boolean isCpu =
            profile.type().name().equals("samples") && profile.period().name().equals("cpu");
        long sum = profile.samples().stream().mapToLong(NaiveProfile.Sample::value).sum();
        assertThat(total(results.get(i)))
            .as("%s: profile %s", file, i)
            .isEqualTo(isCpu ? sum * profile.periodLength() : sum);
      }
      assertThat(NaiveTransform.merge(results).keySet())
          .as(file.name())
          .allSatisfy(key -> assertThat(key.labels()).containsKey("service_name"));
    }
  }

  private static long total(Result result) {
    return result.series().values().stream()
        .flatMap(each -> each.values().stream())
        .mapToLong(Long::longValue)
        .sum();
  }

  @Test
  void agreesWithWhatTheBadCasesSay() throws Exception {
    List<String> checked = new ArrayList<>();
    for (BadCase each : Corpus.configured().badCases("otlp")) {
      boolean malformed = each.rule().equals("malformed_profile");
      if (each.file().isGzip() || !(malformed || each.outcome().startsWith("stored"))) {
        continue;
      }
      ExportProfilesServiceRequest request;
      try {
        request = ExportProfilesServiceRequest.parseFrom(each.bytes());
      } catch (InvalidProtocolBufferException e) {
        continue; // invalid UTF-8 or nested too deep: protobuf-java refuses these
      }
      assertThat(NaiveTransform.transform(request))
          .as(each.toString())
          .extracting(Result::outcome)
          .containsOnly(malformed ? Outcome.MALFORMED : Outcome.STORED);
      checked.add(each.toString());
    }
    assertThat(checked).hasSizeGreaterThan(30);
  }
}
