package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.oracle.ColumnsText;
import io.flaregate.profiles.oracle.RandomRequests;
import io.flaregate.profiles.otlp.OtlpEncoder;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.transport.tenant.TenantConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Both exporters against the product's own receiver. */
class OtlpExporterTest extends ExporterHarness {
  @ParameterizedTest
  @CsvSource({
    "GRPC,gzip,",
    "GRPC,zstd,",
    "GRPC,snappy,",
    "GRPC,none,",
    "HTTP,gzip,proto",
    "HTTP,zstd,proto",
    "HTTP,snappy,proto",
    "HTTP,none,proto",
    "HTTP,gzip,json",
    "HTTP,zstd,json",
    "HTTP,snappy,json",
    "HTTP,none,json"
  })
  void profilesArriveAsTheyWereGiven(
      Rig.Protocol protocol, String compression, @Nullable String encoding) throws Exception {
    Rig rig = open(new Rig());
    Map<String, Object> keys = new HashMap<>(Map.of("compression", compression));
    if (encoding != null) {
      keys.put("encoding", encoding);
    }
    Exporter exporter = exporter(protocol, rig, keys);
    for (long seed = 0; seed < 20; seed++) {
      // Encoded once before, so that what decoding leaves out is not counted here.
      Profiles profiles =
          decode(new OtlpEncoder().encode(decode(RandomRequests.legal(seed).toByteArray())));
      ProfilesSink sink = rig.freshSink();
      ConsumeResult result = Await.result(exporter.consume(profiles, context("team-a")));
      assertThat(result).isEqualTo(ConsumeResult.stored(profiles.size()));
      if (profiles.size() == 0) {
        assertThat(sink.requests()).as("nothing to send").isEmpty();
        continue;
      }
      assertThat(ColumnsText.of(sink.onlyRequest().profiles())).isEqualTo(ColumnsText.of(profiles));
    }
    assertNothingHeld();
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void realFilesArriveAsTheyWereGiven(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(protocol, rig, Map.of());
    for (CorpusFile file : Corpus.configured().files("otlp")) {
      if (file.bytes().length < 160_000) {
        Profiles profiles = decode(file.body());
        ProfilesSink sink = rig.freshSink();
        Await.result(exporter.consume(profiles, context("t")));
        assertThat(ColumnsText.of(sink.onlyRequest().profiles()))
            .as(file.name())
            .isEqualTo(ColumnsText.of(profiles));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void tenantGoesAlong(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig(Rig::multitenant));
    Exporter exporter = exporter(protocol, rig, Map.of());
    Await.result(exporter.consume(decode(Requests.of(1).toByteArray()), context("team-a")));
    assertThat(rig.sink().onlyRequest().context().tenant()).isEqualTo("team-a");
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void headersGoAlong(Rig.Protocol protocol) throws Exception {
    Map<String, Object> keys = Map.of("headers", Map.of("X-Extra", "extra"));
    assertThat(received(protocol, "X-Extra", keys)).isEqualTo("extra");
  }

  /** Collectors from 0.163 on send it over both protocols, and their servers check it. */
  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void versionOfTheProtocolGoesAlong(Rig.Protocol protocol) throws Exception {
    assertThat(received(protocol, DevelopmentVersion.NAME, Map.of())).isEqualTo("1");
  }

  /** The receiver finds the tenant in the header, so it can have come from nowhere else. */
  private String received(Rig.Protocol protocol, String header, Map<String, ?> keys)
      throws Exception {
    TenantConfig byHeader = new TenantConfig(true, header, "anonymous");
    Rig rig =
        open(
            new Rig(
                config ->
                    new OtlpReceiverConfig(
                        config.protocols(),
                        byHeader,
                        config.maxInflightBytes(),
                        config.legacyLayouts())));
    Exporter exporter = exporter(protocol, rig, keys);
    Await.result(exporter.consume(decode(Requests.of(1).toByteArray()), context("team-a")));
    return rig.sink().onlyRequest().context().tenant();
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void rejectionsOfTheReceiverComeBack(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(protocol, rig, Map.of());
    Profiles profiles = decode(Requests.of(3).toByteArray());
    rig.sink()
        .answer(
            ConsumeResult.builder(3)
                .outcome(1, Outcome.REJECTED, Reason.INVALID_LABELS, "no such label")
                .build());
    ConsumeResult partial = Await.result(exporter.consume(profiles, context("t")));
    assertThat(partial.count(Outcome.STORED)).as("which one is not said").isEqualTo(3);
    assertThat(partial.details().get(0).message())
        .contains("rejected 1 of the profiles", "no such label");

    rig.sink()
        .answer(
            ConsumeResult.all(
                3, Outcome.REJECTED, Reason.INVALID_LABELS, "all bad", java.time.Duration.ZERO));
    ConsumeResult rejected = Await.result(exporter.consume(profiles, context("t")));
    assertThat(rejected.count(Outcome.REJECTED)).isEqualTo(3);
    assertThat(rejected.details().get(0).message()).contains("all bad");
    assertThat(rig.sink().requests()).as("refused for good, so sent once").hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void transientFailuresAndLimitsAreTriedAgainUntilTheyPass(Rig.Protocol protocol)
      throws Exception {
    for (Outcome outcome : List.of(Outcome.TRANSIENT, Outcome.LIMITED)) {
      Rig rig = open(new Rig());
      Exporter exporter = exporter(protocol, rig, Map.of("retry_on_failure", QUICK));
      AtomicInteger calls = new AtomicInteger();
      rig.sink()
          .answerWith(
              profiles ->
                  CompletableFuture.completedStage(
                      calls.getAndIncrement() == 0
                          ? ConsumeResult.all(
                              2, outcome, Reason.NO_QUORUM, "later", java.time.Duration.ofMillis(1))
                          : ConsumeResult.stored(2)));
      ConsumeResult result =
          Await.result(exporter.consume(decode(Requests.of(2).toByteArray()), context("t")));
      assertThat(result).as("%s", outcome).isEqualTo(ConsumeResult.stored(2));
      assertThat(calls).hasValue(2);
    }
    assertThat(settings.meter().total("flaregate_exporter_retries_total")).isEqualTo(2);
    assertThat(settings.meter().total("otelcol_exporter_sent_profile_samples")).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void delayBeyondTheDeadlineIsToldInsteadOfWaitedFor(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(protocol, rig, Map.of("retry_on_failure", QUICK));
    rig.sink()
        .answer(
            ConsumeResult.all(
                1, Outcome.LIMITED, Reason.RATE_LIMITED, "slow", java.time.Duration.ofMinutes(3)));
    long deadline = System.nanoTime() + java.time.Duration.ofMinutes(2).toNanos();
    ConsumeResult result =
        Await.result(
            exporter.consume(
                decode(Requests.of(1).toByteArray()), context("t", deadline, never())));
    assertThat(result.count(Outcome.LIMITED)).isEqualTo(1);
    assertThat(result.retryDelay()).isEqualTo(java.time.Duration.ofMinutes(3));
    assertThat(rig.sink().requests()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void senderThatGoesEndsTheWaiting(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter =
        exporter(
            protocol,
            rig,
            Map.of(
                "retry_on_failure",
                Map.of("initial_interval", "1h", "max_interval", "1h", "max_elapsed_time", "0s")));
    rig.sink().answer(transientFailure(1));
    CancellationSource sender = new CancellationSource();
    CompletableFuture<ConsumeResult> result =
        exporter
            .consume(
                decode(Requests.of(1).toByteArray()),
                context("t", RequestContext.NO_DEADLINE, sender))
            .toCompletableFuture();
    awaitRetryPlanned(1);
    sender.cancel();
    assertThat(Await.result(result).count(Outcome.TRANSIENT)).isEqualTo(1);
    assertNothingHeld();
  }

  @ParameterizedTest
  @EnumSource(Rig.Protocol.class)
  void shutdownWaitsForWhatIsSentAndEndsPauses(Rig.Protocol protocol) throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter =
        exporter(
            protocol,
            rig,
            Map.of(
                "retry_on_failure",
                Map.of("initial_interval", "1h", "max_interval", "1h", "max_elapsed_time", "0s")));
    Profiles profiles = decode(Requests.of(1).toByteArray());
    rig.sink().answer(transientFailure(1));
    CompletableFuture<ConsumeResult> waiting =
        exporter.consume(profiles, context("t")).toCompletableFuture();
    awaitRetryPlanned(1);
    CompletableFuture<ConsumeResult> slow = new CompletableFuture<>();
    ProfilesSink sink = rig.freshSink().answer(slow);
    CompletableFuture<ConsumeResult> sent =
        exporter.consume(profiles, context("t")).toCompletableFuture();
    sink.awaitRequests(1);
    CompletableFuture<Void> shutdown = CompletableFuture.runAsync(exporter::shutdown);
    assertThat(Await.result(waiting).count(Outcome.TRANSIENT)).isEqualTo(1);
    assertThat(shutdown).isNotDone();
    slow.complete(ConsumeResult.stored(1));
    assertThat(Await.result(sent)).isEqualTo(ConsumeResult.stored(1));
    Await.result(shutdown);
    assertThat(Await.result(exporter.consume(profiles, context("t"))).details().get(0).reason())
        .isEqualTo(Reason.SHUTTING_DOWN);
  }

  @Test
  void bytesUnderWayAreBounded() throws Exception {
    Rig rig = open(new Rig());
    Exporter exporter = exporter(Rig.Protocol.HTTP, rig, Map.of("max_inflight_bytes", 1 << 20));
    CompletableFuture<ConsumeResult> slow = new CompletableFuture<>();
    ProfilesSink sink = rig.freshSink().answer(slow);
    Profiles small = decode(Requests.of(1).toByteArray());
    CompletableFuture<ConsumeResult> first =
        exporter.consume(small, context("t")).toCompletableFuture();
    sink.awaitRequests(1);
    Profiles large =
        new Profiles(
            small.dictionary(), small.rows(), small.samples(), small.lists(), null, 1 << 20);
    ConsumeResult refused = Await.result(exporter.consume(large, context("t")));
    assertThat(refused.count(Outcome.TRANSIENT)).isEqualTo(1);
    assertThat(refused.details().get(0).reason()).isEqualTo(Reason.OVERLOADED);
    assertThat(refused.details().get(0).message()).contains("(max_inflight_bytes: 1048576)");
    slow.complete(ConsumeResult.stored(1));
    assertThat(Await.result(first)).isEqualTo(ConsumeResult.stored(1));
    assertNothingHeld();
  }
}
