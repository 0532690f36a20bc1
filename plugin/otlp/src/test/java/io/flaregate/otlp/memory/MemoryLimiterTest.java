package io.flaregate.otlp.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.DecodedProfiles;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.profiles.otlp.UndecodableException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.profiles.v1development.Function;
import io.opentelemetry.proto.profiles.v1development.KeyValueAndUnit;
import io.opentelemetry.proto.profiles.v1development.Link;
import io.opentelemetry.proto.profiles.v1development.Location;
import io.opentelemetry.proto.profiles.v1development.Mapping;
import io.opentelemetry.proto.profiles.v1development.Profile;
import io.opentelemetry.proto.profiles.v1development.ProfilesDictionary;
import io.opentelemetry.proto.profiles.v1development.ResourceProfiles;
import io.opentelemetry.proto.profiles.v1development.Sample;
import io.opentelemetry.proto.profiles.v1development.ScopeProfiles;
import io.opentelemetry.proto.profiles.v1development.Stack;
import io.opentelemetry.proto.profiles.v1development.ValueType;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryLimiterTest {
  private static final long MIB = 1024 * 1024;
  private static final String ACCEPTED =
      "otelcol_processor_memory_limiter_accepted_profile_samples";
  private static final String REFUSED = "otelcol_processor_memory_limiter_refused_profile_samples";
  private static final String NAME = "memory_limiter";

  private final TestSettings settings = new TestSettings(NAME);
  private final ProfilesSink sink = new ProfilesSink();
  private volatile MemoryReading reading = new MemoryReading(0, 0, 0);
  private final MemoryLimiter limiter = limiter(Duration.ofSeconds(5));

  private MemoryLimiter limiter(Duration interval) {
    return new MemoryLimiter(
        settings.settings(),
        new MemoryLimiterConfig(interval, 100, 20, 0, 0),
        sink,
        () -> reading,
        System::nanoTime);
  }

  @AfterEach
  void close() {
    limiter.shutdown();
    settings.close();
  }

  private Answer send() {
    return Answer.of(
        Await.result(limiter.consume(profiles(), RequestContext.of("t", 1)).toCompletableFuture()));
  }

  /** Two profiles with three samples. */
  private static Profiles profiles() {
    ScopeProfiles scope =
        ScopeProfiles.newBuilder()
            .addProfiles(
                Profile.newBuilder()
                    .setSampleType(ValueType.newBuilder().setTypeStrindex(1))
                    .addSamples(Sample.newBuilder().addValues(1))
                    .addSamples(Sample.newBuilder().addValues(2)))
            .addProfiles(
                Profile.newBuilder()
                    .setSampleType(ValueType.newBuilder().setTypeStrindex(1))
                    .addSamples(Sample.newBuilder().addValues(3)))
            .build();
    byte[] bytes =
        ExportProfilesServiceRequest.newBuilder()
            .setDictionary(
                ProfilesDictionary.newBuilder()
                    .addStringTable("")
                    .addStringTable("cpu")
                    .addMappingTable(Mapping.getDefaultInstance())
                    .addFunctionTable(Function.getDefaultInstance())
                    .addLocationTable(Location.getDefaultInstance())
                    .addLinkTable(Link.getDefaultInstance())
                    .addAttributeTable(KeyValueAndUnit.getDefaultInstance())
                    .addStackTable(Stack.getDefaultInstance()))
            .addResourceProfiles(ResourceProfiles.newBuilder().addScopeProfiles(scope))
            .build()
            .toByteArray();
    try {
      DecodedProfiles decoded =
          new OtlpDecoder().decode(bytes, bytes.length, new DecodeLimits(0, 4, MIB));
      assertThat(decoded.profiles().size()).as("%s", decoded.result()).isEqualTo(2);
      return decoded.profiles();
    } catch (UndecodableException e) {
      throw new AssertionError(e);
    }
  }

  private void use(long heapMib, long directMib) {
    reading = new MemoryReading(heapMib * MIB, heapMib * MIB, directMib * MIB);
    limiter.look();
  }

  @Test
  void belowTheSoftLimitRequestsPass() {
    use(70, 10);
    assertThat(send().kind()).isEqualTo(Answer.Kind.OK);
    assertThat(sink.onlyRequest().profiles().size()).isEqualTo(2);
    assertThat(settings.meter().value(ACCEPTED, NAME)).isEqualTo(3);
    assertThat(settings.meter().value(REFUSED, NAME)).isZero();
  }

  @Test
  void aboveTheSoftLimitRequestsAreRefusedAndMayComeAgain() {
    use(70, 11);
    Answer answer = send();
    assertThat(answer.kind()).isEqualTo(Answer.Kind.UNAVAILABLE);
    assertThat(answer.retryDelay()).isEqualTo(Duration.ofSeconds(5));
    assertThat(answer.message())
        .isEqualTo(
            "memory in use is 81 MiB (11 of it direct), the soft limit is 80 MiB"
                + " (limit_mib: 100) [overloaded]");
    assertThat(sink.requests()).isEmpty();
    assertThat(settings.meter().value(REFUSED, NAME)).isEqualTo(3);
    assertThat(settings.meter().value("flaregate_memory_limiter_used_bytes", NAME))
        .isEqualTo(81.0 * MIB);
  }

  @Test
  void aboveTheHardLimitTooAndAnErrorIsLogged() {
    use(101, 0);
    assertThat(send().message()).contains("the hard limit is 100 MiB (limit_mib: 100)");
    assertThat(settings.logger().messages(System.Logger.Level.ERROR))
        .containsExactly(
            "memory_limiter: refuses requests: memory in use is 101 MiB (0 of it direct), the hard"
                + " limit is 100 MiB (limit_mib: 100)");
  }

  @Test
  void eachChangeIsLoggedOnceAndRequestsAreNot() {
    use(90, 0);
    use(91, 0);
    Answer unused = send();
    assertThat(unused.kind()).isEqualTo(Answer.Kind.UNAVAILABLE);
    use(10, 0);
    assertThat(send().kind()).isEqualTo(Answer.Kind.OK);
    assertThat(settings.logger().events()).hasSize(2);
    assertThat(settings.logger().messages(System.Logger.Level.INFO))
        .containsExactly(
            "memory_limiter: memory in use is below the soft limit again, requests are taken");
  }

  @Test
  void aDelayIsAtLeastASecond() {
    MemoryLimiter quick = limiter(Duration.ofMillis(20));
    reading = new MemoryReading(0, 0, 200 * MIB);
    quick.look();
    assertThat(
            Await.result(quick.consume(profiles(), RequestContext.of("t", 1)).toCompletableFuture())
                .retryDelay())
        .isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void startedItLooksByItself() {
    MemoryLimiter quick = limiter(Duration.ofMillis(20));
    quick.start(new TestHost());
    reading = new MemoryReading(0, 0, 200 * MIB);
    Await.until(
        "the limiter has looked",
        () ->
            settings.meter().value("flaregate_memory_limiter_used_bytes", NAME)
                == (double) (200 * MIB));
    quick.shutdown();
  }
}
