package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the samples and of the numbers of a profile. */
class MergeTest {
  private static final String TENANT = ProcessorHarness.TENANT;
  private final ProfilesFixture fixture = new ProfilesFixture();
  private final DictionaryFixture dictionary = fixture.dictionary;
  private final ProcessorHarness harness = new ProcessorHarness(LimitsConfig.none());

  @AfterEach
  void close() {
    harness.close();
  }

  private ConsumeResult send() {
    return harness.send(fixture.build());
  }

  private double dropped(String reason) {
    return harness.meter().value("flaregate_normalization_dropped_samples_total", reason, TENANT);
  }

  private double changed(String reason) {
    return harness.meter().value("flaregate_normalization_changed_samples_total", reason, TENANT);
  }

  @Test
  void cpuSamplesBecomeNanoseconds() {
    fixture.row().sample(dictionary.stack(dictionary.frame("f")), 3);
    assertThat(send().details()).isEmpty();
    Profiles series = harness.received();
    assertThat(harness.values(0)).containsExactly(30_000_000L);
    assertThat(ProcessorHarness.pprof(series, 0).types()).containsExactly("cpu:nanoseconds");
    assertThat(series.rows().period(0)).isEqualTo(10_000_000);
  }

  @Test
  void cpuSamplesWithoutAPeriodStaySamples() {
    fixture.row().period("cpu", "nanoseconds", 0).sample(0, 3);
    assertThat(send().details()).isEmpty();
    assertThat(harness.values(0)).containsExactly(3L);
    assertThat(ProcessorHarness.pprof(harness.received(), 0).types())
        .containsExactly("samples:count");
    assertThat(harness.labels().get(0)).contains("__name__=process_cpu");
  }

  @Test
  void stacktracesThatAreEqualInContentAreOne() {
    int one = dictionary.stack(dictionary.frame("a"), dictionary.frame("b"));
    int same = dictionary.stack(dictionary.frame("a"), dictionary.frame("b"));
    int other = dictionary.stack(dictionary.frame("b"), dictionary.frame("a"));
    fixture.row().type("x", "count").sample(one, 1).sample(other, 2).sample(same, 4);
    send();
    assertThat(harness.values(0)).containsExactly(5L, 2L);
    assertThat(harness.meter().value("flaregate_merged_samples_total", TENANT)).isEqualTo(1);
  }

  @Test
  void aLocationIsNotTakenForALabel() {
    // Upstream hashes locations and labels one after another, with nothing in between.
    int one = dictionary.frame("f1");
    int two = dictionary.frame("f2");
    int label = dictionary.list(dictionary.attribute("span_id", "f2"));
    fixture
        .row()
        .type("x", "count")
        .sample(dictionary.stack(one, two), 1)
        .labelled(dictionary.stack(one), label, 0, 10)
        .labelled(dictionary.stack(one), 0, dictionary.link(0, 0, 3), 100);
    send();
    assertThat(harness.values(0)).containsExactly(1L, 10L, 100L);
  }

  @Test
  void negativeSamplesAreDroppedAndTold() {
    fixture.row().type("x", "count").sample(0, -1).sample(0, 2).sample(0, Long.MIN_VALUE);
    ConsumeResult result = send();
    assertThat(result.count(Outcome.STORED)).isEqualTo(1);
    assertThat(ProcessorHarness.messages(result))
        .containsExactly("2 samples with a negative value dropped");
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.NEGATIVE_VALUE);
    assertThat(dropped("negative_value")).isEqualTo(2);
    assertThat(harness.values(0)).containsExactly(2L);
  }

  @Test
  void aProfileThatLossesEmptyIsRejected() {
    fixture.row().sample(0, -1).sample(0, -1).sample(0, 0).dropped(3);
    ConsumeResult result = send();
    assertThat(result.count(Outcome.REJECTED)).isEqualTo(1);
    assertThat(ProcessorHarness.messages(result))
        .containsExactly(
            "profile has no samples left: 2 with a negative value and 3 with no value or a"
                + " reference to nothing were dropped");
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.EMPTY_AFTER_NORMALIZATION);
    assertThat(harness.sink.requests()).isEmpty();
    assertThat(
            harness
                .meter()
                .value("pyroscope_discarded_samples_total", "empty_after_normalization", TENANT))
        .isEqualTo(1);
  }

  @Test
  void aProfileWithNothingToStoreIsStoredWithAWord() {
    fixture.row();
    fixture.row().sample(0, 0);
    ConsumeResult result = send();
    assertThat(result.count(Outcome.STORED)).isEqualTo(2);
    assertThat(ProcessorHarness.messages(result))
        .containsExactly(
            "profile has no samples; nothing stored",
            "profile has no samples with a value but 0; nothing stored");
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.NOTHING_TO_STORE);
    assertThat(harness.sink.requests()).isEmpty();
  }

  @Test
  void sumsAndProductsSaturate() {
    int a = dictionary.stack(dictionary.frame("a"));
    fixture.row().type("x", "count").sample(0, Long.MAX_VALUE).sample(0, 1).sample(a, 1);
    fixture.row().sample(0, 1L << 62);
    ConsumeResult result = send();
    assertThat(harness.values(0)).containsExactly(Long.MAX_VALUE, 1L);
    assertThat(harness.values(1)).containsExactly(Long.MAX_VALUE);
    assertThat(result.count(Outcome.STORED)).isEqualTo(2);
    assertThat(ProcessorHarness.messages(result))
        .containsExactly(
            "1 sums stopped at 9223372036854775807", "1 sums stopped at 9223372036854775807");
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.VALUE_SATURATED);
    assertThat(changed("value_saturated")).isEqualTo(2);
  }

  @Test
  void timesThatAreNotToldAreFilledIn() {
    fixture.row().time(0, 0).id(1, 2).scope("lib", "v").sample(0, 1);
    fixture.row().time(5, 7).sample(0, 1);
    send();
    Rows rows = harness.received().rows();
    assertThat(rows.timeUnixNanos(0)).isEqualTo(ProcessorHarness.RECEIVED);
    assertThat(rows.durationNanos(0)).isEqualTo(10_000_000_000L);
    assertThat(rows.profileIdHigh(0)).isEqualTo(1);
    assertThat(rows.profileIdLow(0)).isEqualTo(2);
    assertThat(harness.received().dictionary().strings().get(rows.scopeName(0))).isEqualTo("lib");
    assertThat(rows.timeUnixNanos(1)).isEqualTo(5);
    assertThat(rows.durationNanos(1)).isEqualTo(7);
  }

  @Test
  void aProfileThatComesTwiceIsDroppedAndCounted() {
    fixture.row().id(1, 2).sample(0, 1);
    fixture.row().id(1, 2).sample(0, 1);
    fixture.row().id(1, 2).type("x", "count").sample(0, 1);
    fixture.row().id(0, 0).sample(0, 1);
    fixture.row().id(0, 0).sample(0, 1);
    ConsumeResult result = send();
    assertThat(result.count(Outcome.STORED)).isEqualTo(5);
    assertThat(harness.received().size()).isEqualTo(4);
    assertThat(ProcessorHarness.messages(result))
        .containsExactly(
            "profile has the same profile_id as one before it in the request; dropped");
    assertThat(result.details().get(0).row()).isEqualTo(1);
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.DUPLICATE_PROFILE_ID);
    assertThat(
            harness
                .meter()
                .value("pyroscope_discarded_samples_total", "duplicate_profile_id", TENANT))
        .isEqualTo(1);
  }

  @Test
  void aProfileThatWasRejectedDoesNotHideTheNextOfItsId() {
    fixture.row().id(1, 2).sample(0, -1);
    fixture.row().id(1, 2).sample(0, 1);
    ConsumeResult result = send();
    assertThat(result.outcome(0)).isEqualTo(Outcome.REJECTED);
    assertThat(result.outcome(1)).isEqualTo(Outcome.STORED);
    assertThat(harness.received().size()).isEqualTo(1);
  }

  @Test
  void severalValueTypesStayTogether() {
    int a = dictionary.stack(dictionary.frame("a"));
    int other = dictionary.stack(dictionary.frame("a"));
    fixture
        .row()
        .type("objects", "count")
        .alsoType("space", "bytes")
        .period("space", "bytes", 512)
        .sample(a, new long[] {1, 0})
        .sample(other, new long[] {2, 7})
        .sample(a, new long[] {3, -1})
        .sample(0, new long[] {0, 0});
    send();
    assertThat(harness.values(0)).containsExactly(3L, 7L);
    assertThat(ProcessorHarness.pprof(harness.received(), 0).types())
        .containsExactly("objects:count", "space:bytes");
    assertThat(dropped("negative_value")).isEqualTo(1);
  }

  @Test
  void samplesOfAllProfilesAreRecordedAsReceived() {
    fixture.row().sample(0, 1).sample(0, 2);
    fixture.row().sample(0, -1);
    send();
    String name = "pyroscope_distributor_received_samples";
    assertThat(harness.meter().recorded(name, "otel", TENANT)).isEqualTo(2);
    assertThat(harness.meter().value(name, "otel", TENANT)).isEqualTo(3);
  }

  @Test
  void attributesThatAreNoTextDoNotKeepSamplesApart() {
    int one = dictionary.list(dictionary.attribute("n", AttributeKind.INT, 1));
    int two = dictionary.list(dictionary.attribute("n", AttributeKind.INT, 2));
    fixture.row().type("x", "count").labelled(0, one, 0, 1).labelled(0, two, 0, 2);
    send();
    assertThat(harness.values(0)).containsExactly(3L);
  }
}
