package io.flaregate.phlare.processor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.corpus.BadCase;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.fixture.PprofContent;
import io.flaregate.profiles.oracle.NaiveTransform;
import io.flaregate.profiles.oracle.NaiveTransform.Result;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.profiles.oracle.StackKey;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.DecodedProfiles;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.TestSettings;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The processor against an independent implementation over objects and maps. */
class OracleTest {
  private static final int SEEDS = 400;
  private static final TestSettings SETTINGS = new TestSettings("phlare");

  @AfterAll
  static void closeSettings() {
    SETTINGS.close();
  }

  private static ProcessorHarness harness(LimitsConfig limits) {
    return new ProcessorHarness(PhlareProcessorConfig.defaults().withLimits(limits), SETTINGS);
  }

  static Stream<CorpusFile> files() {
    return Corpus.configured().files("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void realProfilesBecomeTheSeriesOfTheOracle(CorpusFile file) throws Exception {
    byte[] body = file.body();
    compare(file.name(), body, ExportProfilesServiceRequest.parseFrom(body));
  }

  @Test
  void randomProfilesBecomeTheSeriesOfTheOracle() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      ExportProfilesServiceRequest request = withoutIds(RandomRequests.legal(seed));
      compare("seed " + seed, request.toByteArray(), request);
    }
  }

  @Test
  void randomProfilesWithDanglingReferencesBecomeTheSeriesOfTheOracle() throws Exception {
    for (long seed = 0; seed < SEEDS; seed++) {
      ExportProfilesServiceRequest request = withoutIds(RandomRequests.dangling(seed));
      compare("seed " + seed, request.toByteArray(), request);
    }
  }

  private static void compare(String what, byte[] body, ExportProfilesServiceRequest request)
      throws Exception {
    DecodedProfiles decoded = new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT);
    List<Result> expected = NaiveTransform.transform(request);
    ProcessorHarness harness = harness(LimitsConfig.none());
    ConsumeResult result = decoded.combine(harness.send(decoded.profiles()));
    assertThat(result.size()).as(what).isEqualTo(expected.size());
    for (int i = 0; i < expected.size(); i++) {
      boolean rejected = result.outcome(i) == Outcome.REJECTED;
      assertThat(rejected)
          .as("%s, profile %d: %s, %s", what, i, expected.get(i).outcome(), result.details())
          .isEqualTo(
              switch (expected.get(i).outcome()) {
                case STORED, NOTHING_TO_STORE -> false;
                case EMPTY, MALFORMED -> true;
              });
    }
    Map<SeriesKey, Map<StackKey, Long>> actual = new HashMap<>();
    for (Profiles profiles : harness.sink.received()) {
      assertThat(profiles.isSplit()).isTrue();
      addAll(profiles, actual);
    }
    assertThat(differences(NaiveTransform.merge(expected), actual)).as(what).isEmpty();
  }

  /** Random ids are often equal, and the oracle does not look for profiles that come twice. */
  static ExportProfilesServiceRequest withoutIds(ExportProfilesServiceRequest request) {
    ExportProfilesServiceRequest.Builder without = request.toBuilder();
    without
        .getResourceProfilesBuilderList()
        .forEach(
            resource ->
                resource
                    .getScopeProfilesBuilderList()
                    .forEach(
                        scope ->
                            scope
                                .getProfilesBuilderList()
                                .forEach(profile -> profile.clearProfileId())));
    return without.build();
  }

  static List<String> differences(
      Map<SeriesKey, Map<StackKey, Long>> expected, Map<SeriesKey, Map<StackKey, Long>> actual) {
    List<String> differences = new ArrayList<>();
    Map<SeriesKey, Map<StackKey, Long>> all = new HashMap<>(expected);
    all.putAll(actual);
    for (SeriesKey series : all.keySet()) {
      Map<StackKey, Long> before = expected.getOrDefault(series, Map.of());
      Map<StackKey, Long> after = actual.getOrDefault(series, Map.of());
      Map<StackKey, Long> stacks = new HashMap<>(before);
      stacks.putAll(after);
      for (StackKey stack : stacks.keySet()) {
        if (!Objects.equals(before.get(stack), after.get(stack))) {
          differences.add(
              before.get(stack) + " is " + after.get(stack) + " of " + stack + " of " + series);
        }
      }
    }
    return differences;
  }

  static void addAll(Profiles profiles, Map<SeriesKey, Map<StackKey, Long>> sums) {
    for (int row = 0; row < profiles.size(); row++) {
      PprofContent pprof = ProcessorHarness.pprof(profiles, row);
      Map<String, String> labels = ProcessorHarness.labels(profiles, row);
      assertThat(new ArrayList<>(labels.keySet())).isSortedAccordingTo(OracleTest::compareBytes);
      String[] type = pprof.types().get(0).split(":", -1);
      SeriesKey key = new SeriesKey(new TreeMap<>(labels), type[0], type[1]);
      Map<StackKey, Long> into = sums.computeIfAbsent(key, any -> new HashMap<>());
      Map<Long, List<String>> frames = frames(pprof);
      for (Sample sample : pprof.profile().getSampleList()) {
        into.merge(stackKey(pprof, sample, frames), sample.getValue(0), OracleTest::capped);
      }
    }
  }

  private static int compareBytes(String one, String other) {
    return Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));
  }

  static long capped(long one, long other) {
    return one + other < 0 ? Long.MAX_VALUE : one + other;
  }

  private static StackKey stackKey(
      PprofContent pprof, Sample sample, Map<Long, List<String>> frames) {
    List<String> stack = new ArrayList<>();
    sample.getLocationIdList().forEach(id -> stack.addAll(frames.getOrDefault(id, List.of())));
    TreeMap<String, String> labels = new TreeMap<>();
    sample
        .getLabelList()
        .forEach(label -> labels.put(pprof.text(label.getKey()), pprof.text(label.getStr())));
    return new StackKey(stack, labels);
  }

  private static Map<Long, List<String>> frames(PprofContent pprof) {
    Map<Long, List<String>> frames = new HashMap<>();
    for (Location location : pprof.profile().getLocationList()) {
      List<String> of = new ArrayList<>();
      if (location.getLineCount() == 0) {
        int mapping = (int) location.getMappingId();
        String file =
            mapping == 0 ? "" : pprof.text(pprof.profile().getMapping(mapping - 1).getFilename());
        of.add("[" + file + "]+0x" + Long.toHexString(location.getAddress()));
      }
      for (Line line : location.getLineList()) {
        var function = pprof.profile().getFunction((int) line.getFunctionId() - 1);
        of.add(
            pprof.text(function.getName())
                + " "
                + pprof.text(function.getFilename())
                + ":"
                + line.getLine());
      }
      frames.put(location.getId(), of);
    }
    return frames;
  }

  static Stream<BadCase> badCases() {
    return Corpus.configured().badCases("otlp").stream();
  }

  @ParameterizedTest
  @MethodSource("badCases")
  void malformedAndBorderlineRequestsGetTheirOutcome(BadCase each) {
    DecodedProfiles decoded;
    try {
      byte[] body = each.file().body();
      decoded = new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT);
    } catch (UncheckedIOException | UndecodableException e) {
      // Found before the processor sees anything.
      assertThat(each.outcome()).isIn("too_large", "undecodable");
      return;
    }
    ProcessorHarness harness = harness(Limits.anyTime());
    ConsumeResult result = decoded.combine(harness.send(decoded.profiles()));
    outcome(each, result);
    for (Profiles profiles : harness.sink.received()) {
      for (int row = 0; row < profiles.size(); row++) {
        ProcessorHarness.pprof(profiles, row);
      }
    }
  }

  private static void outcome(BadCase each, ConsumeResult result) {
    String told = each.problem() + " → " + result;
    int rejected = result.count(Outcome.REJECTED);
    switch (each.outcome()) {
      case "stored", "empty" -> {
        assertThat(rejected).as(told).isZero();
        assertThat(result.details()).as(told).isEmpty();
      }
      case "stored_with_message", "empty_with_message" -> {
        assertThat(rejected).as(told).isZero();
        assertThat(result.details()).as(told).isNotEmpty();
      }
      case "rejected" -> {
        assertThat(rejected).as(told).isEqualTo(result.size());
        assertThat(result.details())
            .as(told)
            .anyMatch(detail -> each.rule().equals(detail.reason().label()));
      }
      case "partial" -> assertThat(rejected).as(told).isEqualTo(1);
      default -> {
        boolean empty =
            result.details().stream()
                .anyMatch(detail -> detail.reason() == Reason.EMPTY_AFTER_NORMALIZATION);
        assertThat(rejected > 0 ? empty : !result.details().isEmpty()).as(told).isTrue();
      }
    }
  }
}
