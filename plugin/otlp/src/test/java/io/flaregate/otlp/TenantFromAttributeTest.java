package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.otlp.auth.BasicAuthConfig;
import io.flaregate.otlp.auth.BasicAuthFactory;
import io.flaregate.otlp.auth.Logins;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.testing.ProfilesSink;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.tenant.TenantConfig;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tenants that the resources of profiles name. */
class TenantFromAttributeTest {
  private static final String KEY = "k8s.namespace.name";
  private static final String MISSING =
      "no tenant: the resource has no attribute k8s.namespace.name (tenant::from_attribute)";

  private final TestSettings settings = new TestSettings("basicauth");
  private Extension auth;
  private Rig rig;
  private Rig authRig;

  @BeforeEach
  void start() throws Exception {
    rig = new Rig(TenantFromAttributeTest::fromAttribute);
    String line = Logins.line("eva", "secret", "team-a,team-b");
    auth =
        new BasicAuthFactory()
            .create(
                settings.settings(),
                new BasicAuthConfig(new BasicAuthConfig.HtpasswdConfig("", new Secret(line))));
    TestHost host = new TestHost().with("basicauth", auth);
    auth.start(host);
    authRig = new Rig(host, config -> withAuth(fromAttribute(config)));
  }

  @AfterEach
  void stop() {
    rig.close();
    authRig.close();
    auth.shutdown();
    settings.close();
  }

  private static OtlpReceiverConfig fromAttribute(OtlpReceiverConfig config) {
    return new OtlpReceiverConfig(
        config.protocols(),
        new TenantConfig(true, "X-Scope-OrgID", "anonymous", KEY),
        config.maxInflightBytes(),
        config.legacyLayouts());
  }

  private static OtlpReceiverConfig withAuth(OtlpReceiverConfig config) {
    return new OtlpReceiverConfig(
        new Protocols(
            Objects.requireNonNull(config.protocols().grpc()).withAuthenticator("basicauth"),
            Objects.requireNonNull(config.protocols().http()).withAuthenticator("basicauth")),
        config.tenant(),
        config.maxInflightBytes(),
        config.legacyLayouts());
  }

  private static ExportProfilesServiceRequest of(String... tenants) {
    AnyValue[] values = new AnyValue[tenants.length];
    for (int i = 0; i < tenants.length; i++) {
      values[i] = tenants[i].isEmpty() ? null : Requests.text(tenants[i]);
    }
    return Requests.ofResources(KEY, values);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void theProfilesOfEachTenantAreHandedOnByThemselves(Protocol protocol) {
    ProfilesSink sink = rig.freshSink();
    ExportProfilesServiceRequest request = of("team-a", "team-b", "team-a");
    rig.send(protocol, request, "X-Scope-OrgID", "not|read").assertAllStored();
    assertThat(sink.requests())
        .extracting(each -> each.context().tenant() + " " + each.profiles().size())
        .containsExactly("team-a 2", "team-b 1");
    assertThat(sink.received().stream().mapToLong(each -> each.encodedBytes()).sum())
        .isEqualTo(request.getSerializedSize());
    assertThat(
            rig.settings
                .meter()
                .values("pyroscope_distributor_received_decompressed_bytes")
                .keySet())
        .containsExactly("otel,team-a", "otel,team-b");
    rig.assertNothingBooked();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void withoutTheAttributeNothingIsTaken(Protocol protocol) {
    ProfilesSink sink = rig.freshSink();
    rig.send(protocol, of("", ""), "X-Scope-OrgID", "team-a")
        .assertFailed(401, Code.UNAUTHENTICATED)
        .assertMessage(MISSING)
        .assertFinal();
    assertThat(sink.requests()).isEmpty();
    assertThat(
            rig.settings.meter().value("pyroscope_discarded_samples_total", "unauthenticated", ""))
        .isEqualTo(2);
    rig.assertNothingBooked();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aProfileWithoutTheAttributeDoesNotKeepOthersOut(Protocol protocol) {
    ProfilesSink sink = rig.freshSink();
    var partial = rig.send(protocol, of("team-a", "", "team-b")).partial();
    assertThat(partial.getRejectedProfiles()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).isEqualTo("profile 1: " + MISSING + " [unauthenticated]");
    assertThat(sink.requests()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void valuesAreCheckedAsTenantIdsAre(Protocol protocol) {
    String where = " (resource attribute k8s.namespace.name, tenant::from_attribute)";
    rig.send(protocol, of("../a"))
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage(
            "tenant id holds the character U+002F at 2; allowed are 0-9 a-z A-Z ! - _ . * ' ( )"
                + where)
        .assertFinal();
    rig.send(protocol, of("x".repeat(100_000)))
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage("tenant id is 100000 bytes long (limit: 150)" + where);
    AnyValue number = AnyValue.newBuilder().setIntValue(7).build();
    rig.send(protocol, Requests.ofResources(KEY, number))
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage("tenant id is not a text" + where);
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void oneTenantsTroubleIsTheRequests(Protocol protocol) {
    ProfilesSink sink = rig.freshSink();
    sink.answerWith(
        profiles ->
            java.util.concurrent.CompletableFuture.completedStage(
                profiles.size() == 1
                    ? ConsumeResult.all(
                        1, Outcome.TRANSIENT, Reason.NO_QUORUM, "no", Duration.ofSeconds(3))
                    : ConsumeResult.stored(profiles.size())));
    rig.send(protocol, of("team-a", "team-b", "team-a"))
        .assertFailed(503, Code.UNAVAILABLE)
        .assertRetryable(Duration.ofSeconds(3), "3");
    sink.answerWith(
        profiles ->
            java.util.concurrent.CompletableFuture.completedStage(
                profiles.size() == 1
                    ? ConsumeResult.builder(1)
                        .outcome(0, Outcome.REJECTED, Reason.SAMPLES_LIMIT, "many")
                        .build()
                    : ConsumeResult.stored(profiles.size())));
    var partial = rig.send(protocol, of("team-a", "team-b", "team-a")).partial();
    assertThat(partial.getRejectedProfiles()).isEqualTo(1);
    assertThat(partial.getErrorMessage()).isEqualTo("profile 1: many [samples_limit]");
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void aRequestNamesABoundedNumberOfTenants(Protocol protocol) {
    String[] most =
        IntStream.range(0, TenantSplit.MAX_TENANTS).mapToObj(i -> "t" + i).toArray(String[]::new);
    rig.send(protocol, of(most)).assertAllStored();
    String[] more =
        IntStream.rangeClosed(0, TenantSplit.MAX_TENANTS)
            .mapToObj(i -> "t" + i)
            .toArray(String[]::new);
    rig.send(protocol, of(more))
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage(
            "request names more than 64 tenants (resource attribute k8s.namespace.name); send it in"
                + " parts")
        .assertFinal();
  }

  @ParameterizedTest
  @EnumSource(Protocol.class)
  void whoIsKnownSendsForItsTenantsOnly(Protocol protocol) {
    String eva = Logins.header("eva", "secret");
    ProfilesSink sink = authRig.freshSink();
    authRig.send(protocol, of("team-a", "team-b"), "Authorization", eva).assertAllStored();
    assertThat(sink.requests()).hasSize(2);
    authRig
        .send(protocol, of("team-a", "team-c"), "Authorization", eva)
        .assertFailed(403, Code.PERMISSION_DENIED)
        .assertMessage(
            "these credentials are not for the tenant that the resource attribute"
                + " k8s.namespace.name names")
        .assertFinal();
    assertThat(sink.requests()).as("not even in part").hasSize(2);
    authRig.send(protocol, of(""), "Authorization", eva).assertFailed(401, Code.UNAUTHENTICATED);
  }
}
