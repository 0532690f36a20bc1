package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each limit: its message, its reason, and that what is just within it passes. */
class MessagesTest {
  private static final String LABELS =
      "{__delta__=\"false\", __name__=\"process_cpu\", __otel__=\"true\", ";
  private final ProfilesFixture fixture = new ProfilesFixture();
  private final DictionaryFixture dictionary = fixture.dictionary;

  private void refuses(LimitsConfig limits, Reason reason, String message) {
    try (ProcessorHarness harness = new ProcessorHarness(limits)) {
      ConsumeResult result = harness.send(fixture.build());
      assertThat(ProcessorHarness.messages(result)).containsExactly(message);
      assertThat(result.outcome(0)).isEqualTo(Outcome.REJECTED);
      assertThat(result.details().get(0).reason()).isEqualTo(reason);
      String[] labels = {reason.label(), ProcessorHarness.TENANT};
      assertThat(harness.meter().value("pyroscope_discarded_samples_total", labels)).isEqualTo(1);
      assertThat(harness.meter().value("pyroscope_discarded_bytes_total", labels)).isEqualTo(1_000);
      assertThat(harness.sink.requests()).isEmpty();
    }
  }

  private void accepts(LimitsConfig limits) {
    try (ProcessorHarness harness = new ProcessorHarness(limits)) {
      ConsumeResult result = harness.send(fixture.build());
      assertThat(result.details()).isEmpty();
      assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
    }
  }

  @Test
  void tooOld() {
    fixture.row().time(ProcessorHarness.RECEIVED - 3_600_000_000_001L, 0).sample(0, 1);
    refuses(
        Limits.window(Duration.ofHours(1), Duration.ofMinutes(10)),
        Reason.NOT_IN_INGESTION_WINDOW,
        "profile of 2023-11-14T21:13:24.999999999Z is too much older than its receipt at"
            + " 2023-11-14T22:13:25Z (reject_older_than: 1h)");
    accepts(Limits.window(Duration.ofMinutes(61), Duration.ZERO));
    accepts(Limits.window(Duration.ZERO, Duration.ofMinutes(10)));
  }

  @Test
  void tooNew() {
    fixture.row().time(ProcessorHarness.RECEIVED + 600_000_000_001L, 0).sample(0, 1);
    refuses(
        Limits.window(Duration.ofHours(1), Duration.ofMinutes(10)),
        Reason.NOT_IN_INGESTION_WINDOW,
        "profile of 2023-11-14T22:23:25.000000001Z is too much newer than its receipt at"
            + " 2023-11-14T22:13:25Z (reject_newer_than: 10m)");
    accepts(Limits.window(Duration.ofHours(1), Duration.ZERO));
  }

  @Test
  void beyondTheYear2262() {
    fixture.row().time(-1, 0).sample(0, 1);
    refuses(
        Limits.window(Duration.ofHours(1), Duration.ofMinutes(10)),
        Reason.NOT_IN_INGESTION_WINDOW,
        "profile of 2554-07-21T23:34:33.709551615Z is too much newer than its receipt at"
            + " 2023-11-14T22:13:25Z (reject_newer_than: 10m)");
  }

  @Test
  void atTheEdgesOfTheWindow() {
    fixture.row().time(ProcessorHarness.RECEIVED - 3_600_000_000_000L, 1).sample(0, 1);
    accepts(Limits.window(Duration.ofHours(1), Duration.ofMinutes(10)));
  }

  @Test
  void noTime() {
    fixture.row().time(0, 0).sample(0, 1);
    accepts(Limits.window(Duration.ofHours(1), Duration.ofMinutes(10)));
  }

  @Test
  void tooManySamples() {
    fixture.row().sample(0, 1).sample(0, 1).sample(0, 1);
    refuses(
        Limits.profile(0, 2, 0, 0, 0),
        Reason.SAMPLES_LIMIT,
        "profile has 3 samples (max_profile_stacktrace_samples: 2)");
    accepts(Limits.profile(0, 3, 0, 0, 0));
  }

  @Test
  void tooManyAttributesOfASample() {
    int list = dictionary.list(dictionary.attribute("a", "1"), dictionary.attribute("b", "2"));
    fixture.row().sample(0, 1).labelled(0, list, 0, 1);
    refuses(
        Limits.profile(0, 0, 1, 0, 0),
        Reason.SAMPLE_LABELS_LIMIT,
        "sample 1 has 2 attributes (max_profile_stacktrace_sample_labels: 1)");
    accepts(Limits.profile(0, 0, 2, 0, 0));
  }

  @Test
  void tooLarge() {
    fixture.row().sample(dictionary.stack(dictionary.frame("f".repeat(2_000))), 1);
    refuses(
        Limits.profile(1_000, 0, 0, 0, 0),
        Reason.PROFILE_SIZE_LIMIT,
        "profile is more than 1000 bytes large as uncompressed pprof"
            + " (max_profile_size_bytes: 1000)");
    refuses(
        Limits.profile(2_080, 0, 0, 0, 0),
        Reason.PROFILE_SIZE_LIMIT,
        "profile is 2081 bytes large as uncompressed pprof (max_profile_size_bytes: 2080)");
    accepts(Limits.profile(2_081, 0, 0, 0, 0));
  }

  @Test
  void malformedTypes() {
    fixture.row().noType();
    refuses(LimitsConfig.none(), Reason.MALFORMED_PROFILE, "profile has no sample type");
  }

  @Test
  void aTypeWithoutAName() {
    fixture.row().type("", "count").sample(0, 1);
    refuses(
        LimitsConfig.none(), Reason.MALFORMED_PROFILE, "profile has a sample type without a name");
  }

  @Test
  void aTypeWithADash() {
    fixture.row().type("cpu-time", "count").sample(0, 1);
    refuses(LimitsConfig.none(), Reason.MALFORMED_PROFILE, "sample type \"cpu-time\" contains '-'");
  }

  @Test
  void tooManyLocations() {
    int[] frames = new int[10];
    Arrays.fill(frames, dictionary.frame("f"));
    int stack = dictionary.stack(frames);
    var row = fixture.row();
    for (int i = 0; i < 10; i++) {
      row.labelled(stack, 0, dictionary.link(0, 0, i + 1), 1).labelled(stack, 0, 0, 1);
    }
    refuses(
        Limits.request(109, 0),
        Reason.EXPANSION_LIMIT,
        "the stacktraces of the profile's merged samples have 110 locations, those of the"
            + " profiles before it in the request 0 (max_expanded_locations: 109)");
    accepts(Limits.request(110, 0));
  }

  @Test
  void tooManySeries() {
    fixture
        .row()
        .labelled(0, dictionary.list(dictionary.attribute("a", "1")), 0, 1)
        .labelled(0, dictionary.list(dictionary.attribute("a", "2")), 0, 1);
    refuses(
        Limits.request(0, 1),
        Reason.SERIES_LIMIT,
        "the labels of the profile's samples split it into 2 series, those before it in the"
            + " request into 0 (max_series_per_request: 1)");
    accepts(Limits.request(0, 2));
  }

  @Test
  void theRequestsLimitsHoldForItsProfilesTogether() {
    int stack = dictionary.stack(dictionary.frame("f"));
    fixture.row().sample(stack, 1);
    fixture.row().sample(stack, 1);
    try (ProcessorHarness harness = new ProcessorHarness(Limits.request(1, 0))) {
      ConsumeResult result = harness.send(fixture.build());
      assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
      assertThat(result.outcome(1)).isEqualTo(Outcome.REJECTED);
    }
    try (ProcessorHarness harness = new ProcessorHarness(Limits.request(0, 1))) {
      ConsumeResult result = harness.send(fixture.build());
      assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
      assertThat(result.outcome(1)).isEqualTo(Outcome.REJECTED);
    }
  }

  @Test
  void tooManyLabelNames() {
    fixture.row().resource(dictionary.attribute("a", "1")).sample(0, 1);
    refuses(
        Limits.labels(0, 0, 4, true),
        Reason.MAX_LABEL_NAMES_PER_SERIES,
        "profile with labels '"
            + LABELS
            + "a=\"1\", service_name=\"unknown_service\"}' has 5 label names"
            + " (max_label_names_per_series: 4)");
    accepts(Limits.labels(0, 0, 5, true));
  }

  @Test
  void aLabelNameTooLong() {
    fixture.row().resource(dictionary.attribute("ü".repeat(40), "1")).sample(0, 1);
    refuses(
        Limits.labels(79, 0, 0, true),
        Reason.LABEL_NAME_TOO_LONG,
        "label name is 80 bytes long (max_label_name_length: 79): \"" + "ü".repeat(40) + "\"");
    accepts(Limits.labels(80, 0, 0, true));
  }

  @Test
  void aLabelValueTooLong() {
    fixture.row().resource(dictionary.attribute("a", "\n" + "x".repeat(99))).sample(0, 1);
    refuses(
        Limits.labels(0, 99, 0, true),
        Reason.LABEL_VALUE_TOO_LONG,
        "value of label \"a\" is 100 bytes long (max_label_value_length: 99): \"\\u{a}"
            + "x".repeat(63)
            + "…\"");
    accepts(Limits.labels(0, 100, 0, true));
  }

  @Test
  void anEmptyLabelName() {
    fixture.row().resource(dictionary.attribute("", "1")).sample(0, 1);
    refuses(
        LimitsConfig.none(),
        Reason.INVALID_LABELS,
        "profile with labels '{=\"1\", __delta__=\"false\", __name__=\"process_cpu\","
            + " __otel__=\"true\", service_name=\"unknown_service\"}' has a label with an empty"
            + " name (collectors 0.148 to 0.160 empty the keys of attributes that pass a queue or"
            + " a file)");
  }

  @Test
  void anInvalidLabelName() {
    fixture.row().resource(dictionary.attribute("a-b", "1")).sample(0, 1);
    refuses(
        Limits.labels(0, 0, 0, false),
        Reason.INVALID_LABELS,
        "profile with labels '"
            + LABELS
            + "a-b=\"1\", service_name=\"unknown_service\"}' has the label name \"a-b\", which does"
            + " not match [a-zA-Z_][a-zA-Z0-9_]* (disable_label_sanitization: false)");
    accepts(Limits.labels(0, 0, 0, true));
  }

  @Test
  void theFirstProblemInTheOrderOfTheLabelsCounts() {
    int late = dictionary.attribute("zz", "x".repeat(50));
    int early = dictionary.attribute("a".repeat(50), "y");
    fixture.row().resource(late, early).sample(0, 1);
    refuses(
        Limits.labels(40, 40, 0, true),
        Reason.LABEL_NAME_TOO_LONG,
        "label name is 50 bytes long (max_label_name_length: 40): \"" + "a".repeat(50) + "\"");
  }

  @Test
  void longStacktracesAndSymbolsAreCutAndTold() {
    int leaf = dictionary.frame("leaf-of-ten");
    int root = dictionary.frame("root");
    fixture.row().sample(dictionary.stack(leaf, root), 1).sample(dictionary.stack(root), 1);
    try (ProcessorHarness harness = new ProcessorHarness(Limits.profile(0, 0, 0, 1, 6))) {
      ConsumeResult result = harness.send(fixture.build());
      assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
      assertThat(result.details().get(0).reason()).isEqualTo(Reason.TRUNCATED);
      assertThat(ProcessorHarness.messages(result))
          .containsExactly(
              "1 samples had stacktraces or symbols cut (max_profile_stacktrace_depth: 1,"
                  + " max_profile_symbol_value_length: 6)");
      assertThat(harness.values(0)).containsExactly(20_000_000L);
      assertThat(
              harness
                  .meter()
                  .value(
                      "flaregate_normalization_changed_samples_total",
                      "truncated",
                      ProcessorHarness.TENANT))
          .isEqualTo(1);
    }
  }

  @Test
  void overTheRate() {
    fixture.encodedBytes(600).row().sample(0, 1);
    try (ProcessorHarness harness =
        new ProcessorHarness(Limits.rate(1000.0 / (1 << 20), 1000.0 / (1 << 20)))) {
      assertThat(harness.send(fixture.build()).outcome(0)).isEqualTo(Outcome.STORED);
      ConsumeResult result = harness.send(fixture.build());
      assertThat(result.outcome(0)).isEqualTo(Outcome.LIMITED);
      assertThat(result.retryDelay()).isEqualTo(Duration.ofMillis(200));
      assertThat(ProcessorHarness.messages(result))
          .containsExactly(
              "request of 600 bytes is over the tenant's rate of 1000 bytes per second"
                  + " (ingestion_rate_mb: 9.5367431640625E-4, ingestion_burst_size_mb:"
                  + " 9.5367431640625E-4); it fits in 200ms");
      harness.clock.advance(Duration.ofMillis(200));
      assertThat(harness.send(fixture.build()).outcome(0)).isEqualTo(Outcome.STORED);
    }
  }

  @Test
  void largerThanTheBurst() {
    fixture.encodedBytes(3 << 20).row().sample(0, 1);
    try (ProcessorHarness harness = new ProcessorHarness(Limits.rate(4, 2))) {
      ConsumeResult result = harness.send(fixture.build());
      assertThat(result.outcome(0)).isEqualTo(Outcome.REJECTED);
      assertThat(result.details().get(0).reason()).isEqualTo(Reason.RATE_LIMITED);
      assertThat(ProcessorHarness.messages(result))
          .containsExactly(
              "profile of 3145728 bytes is larger than what may ever be sent at once, 2097152"
                  + " bytes (ingestion_burst_size_mb: 2)");
    }
  }

  @Test
  void aRequestLargerThanTheBurstIsTakenAsFarAsItReaches() {
    fixture.encodedBytes(3 << 20);
    fixture.row().sample(0, 1);
    fixture.row().sample(0, 1);
    fixture.row().sample(0, 1);
    try (ProcessorHarness harness = new ProcessorHarness(Limits.rate(4, 2))) {
      ConsumeResult result = harness.send(fixture.build());
      assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
      assertThat(result.outcome(1)).isEqualTo(Outcome.STORED);
      assertThat(result.outcome(2)).isEqualTo(Outcome.LIMITED);
      assertThat(ProcessorHarness.messages(result))
          .containsExactly(
              "profile of 1048576 bytes is over the tenant's rate of 4194304 bytes per second"
                  + " (ingestion_rate_mb: 4, ingestion_burst_size_mb: 2); it fits in 250ms");
      assertThat(harness.received().size()).isEqualTo(2);
    }
  }
}
