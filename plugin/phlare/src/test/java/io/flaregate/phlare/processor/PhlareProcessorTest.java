package io.flaregate.phlare.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.fixture.DictionaryFixture;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.consumer.Cancellation;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How the processor stands between the consumers before and after it. */
class PhlareProcessorTest {
  private static final double THOUSAND_BYTES = 1000.0 / (1 << 20);
  private final ProfilesFixture fixture = new ProfilesFixture();
  private final DictionaryFixture dictionary = fixture.dictionary;
  private ProcessorHarness harness = new ProcessorHarness(LimitsConfig.none());

  @AfterEach
  void close() {
    harness.close();
  }

  private void with(LimitsConfig limits) {
    harness.close();
    harness = new ProcessorHarness(limits);
  }

  @Test
  void itGivesSeries() {
    assertThat(harness.processor.capabilities()).isEqualTo(Capabilities.GIVES_SERIES);
  }

  @Test
  void aRequestWithoutProfilesIsDoneAtOnce() {
    assertThat(harness.send(fixture.build())).isEqualTo(ConsumeResult.stored(0));
    assertThat(harness.sink.requests()).isEmpty();
  }

  @Test
  void theContextGoesOn() {
    fixture.row().sample(0, 1);
    RequestContext context = ProcessorHarness.context();
    harness.send(fixture.build(), context);
    assertThat(harness.sink.onlyRequest().context()).isSameAs(context);
    assertThat(harness.received().encodedBytes()).isEqualTo(1_000);
  }

  @Test
  void outcomesOfSeriesComeBackToTheirProfiles() {
    int a = dictionary.list(dictionary.attribute("t", "a"));
    int b = dictionary.list(dictionary.attribute("t", "b"));
    fixture.row().labelled(0, a, 0, 1).labelled(0, b, 0, 1);
    fixture.row().sample(0, 0);
    fixture.row().sample(0, 1);
    fixture.row().sample(0, -1);
    fixture.row().sample(0, 1);
    harness.sink.answer(
        ConsumeResult.builder(4)
            .outcome(1, Outcome.REJECTED, Reason.REFUSED_BY_INGESTERS, "b is bad")
            .outcome(2, Outcome.LIMITED, Reason.RATE_LIMITED, "later")
            .retryDelay(Duration.ofSeconds(30))
            .build());
    ConsumeResult result = harness.send(fixture.build());
    assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(result.outcome(1)).isEqualTo(Outcome.STORED);
    assertThat(result.outcome(2)).isEqualTo(Outcome.LIMITED);
    assertThat(result.outcome(3)).isEqualTo(Outcome.REJECTED);
    assertThat(result.outcome(4)).isEqualTo(Outcome.STORED);
    assertThat(result.retryDelay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(result.details())
        .extracting(detail -> detail.row() + " " + detail.reason())
        .containsExactly(
            "1 NOTHING_TO_STORE",
            "3 EMPTY_AFTER_NORMALIZATION",
            "0 REFUSED_BY_INGESTERS",
            "2 RATE_LIMITED");
  }

  @Test
  void aProfileOneOfWhoseSeriesIsRefusedIsStoredWithAWord() {
    with(Limits.labels(0, 3 * "false".length(), 0, true));
    int good = dictionary.list(dictionary.attribute("t", "a"));
    int bad = dictionary.list(dictionary.attribute("t", "x".repeat(16)));
    fixture.row().labelled(0, good, 0, 1).labelled(0, bad, 0, 1);
    fixture.row().labelled(0, bad, 0, 1);
    ConsumeResult result = harness.send(fixture.build());
    assertThat(result.outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(result.outcome(1)).isEqualTo(Outcome.REJECTED);
    assertThat(result.details()).hasSize(2);
    assertThat(harness.received().size()).isEqualTo(1);
    assertThat(
            harness
                .meter()
                .value(
                    "pyroscope_discarded_samples_total",
                    "label_value_too_long",
                    ProcessorHarness.TENANT))
        .isEqualTo(2);
  }

  @Test
  void onlySomeMessagesAreKeptAndTheRestCounted() {
    for (int i = 0; i < 40; i++) {
      fixture.row().sample(0, -1);
    }
    ConsumeResult result = harness.send(fixture.build());
    assertThat(result.count(Outcome.REJECTED)).isEqualTo(40);
    assertThat(result.details()).hasSize(ConsumeResult.MAX_DETAILS);
    assertThat(result.omittedDetails()).isEqualTo(40 - ConsumeResult.MAX_DETAILS);
  }

  @Test
  void bytesOfATransientFailureAreGivenBack() {
    with(Limits.rate(THOUSAND_BYTES, THOUSAND_BYTES));
    fixture.row().sample(0, 1);
    harness.sink.answer(
        ConsumeResult.all(1, Outcome.TRANSIENT, Reason.NO_QUORUM, "no", Duration.ZERO));
    assertThat(harness.send(fixture.build()).outcome(0)).isEqualTo(Outcome.TRANSIENT);
    harness.sink.answer(ConsumeResult.stored(1));
    assertThat(harness.send(fixture.build()).outcome(0)).isEqualTo(Outcome.STORED);
    assertThat(harness.send(fixture.build()).outcome(0)).isEqualTo(Outcome.LIMITED);
  }

  @Test
  void aLimitedRequestIsNotPassedOn() {
    with(Limits.rate(THOUSAND_BYTES, THOUSAND_BYTES));
    fixture.row().sample(0, 1);
    harness.send(fixture.build());
    harness.send(fixture.build());
    assertThat(harness.sink.requests()).hasSize(1);
    assertThat(
            harness
                .meter()
                .value("pyroscope_discarded_bytes_total", "rate_limited", ProcessorHarness.TENANT))
        .isEqualTo(1_000);
  }

  @Test
  void aConsumerThatThrowsIsAnInternalError() {
    fixture.row().sample(0, 1);
    harness.sink.answerWith(
        profiles -> {
          throw new IllegalStateException("secret");
        });
    ConsumeResult result = harness.send(fixture.build());
    assertThat(result.outcome(0)).isEqualTo(Outcome.TRANSIENT);
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.INTERNAL);
    assertThat(ProcessorHarness.messages(result).get(0)).doesNotContain("secret");
  }

  @Test
  void aResultOfTheWrongSizeFailsTheStage() {
    fixture.row().sample(0, 1);
    harness.sink.answer(ConsumeResult.stored(7));
    assertThatThrownBy(() -> harness.send(fixture.build()))
        .hasStackTraceContaining("IllegalArgumentException");
  }

  @Test
  void aDeadlineThatHasPassedSendsNothing() {
    fixture.row().sample(0, 1);
    RequestContext late =
        new RequestContext(
            ProcessorHarness.TENANT,
            "grpc",
            ProcessorHarness.RECEIVED,
            harness.clock.nanoTime(),
            Map.of(),
            Cancellation.NEVER);
    ConsumeResult result = harness.send(fixture.build(), late);
    assertThat(result.outcome(0)).isEqualTo(Outcome.TRANSIENT);
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
    assertThat(harness.sink.requests()).isEmpty();
  }

  @Test
  void profilesThatHaveLabelsKeepThem() {
    fixture.row().sample(0, 1);
    harness.send(fixture.build());
    Profiles once = harness.received();
    harness.processor.consume(once, ProcessorHarness.context()).toCompletableFuture().join();
    Profiles twice = harness.sink.received().get(1);
    assertThat(twice.labels().end(0)).isEqualTo(once.labels().end(0));
    for (int label = 0; label < once.labels().end(0); label++) {
      assertThat(twice.labels().strings().get(twice.labels().value(label)))
          .isEqualTo(once.labels().strings().get(once.labels().value(label)));
    }
  }

  @Test
  void aStoppedHostGetsATransientAnswer() {
    fixture.row().sample(0, 1);
    harness.settings.close();
    ConsumeResult result = harness.send(fixture.build());
    assertThat(result.outcome(0)).isEqualTo(Outcome.TRANSIENT);
    assertThat(result.details().get(0).reason()).isEqualTo(Reason.SHUTTING_DOWN);
  }
}
