package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.rpc.Code;
import io.flaregate.otlp.auth.BasicAuthConfig;
import io.flaregate.otlp.auth.BasicAuthFactory;
import io.flaregate.otlp.auth.Logins;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.tenant.TenantConfig;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import java.net.http.HttpResponse;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A receiver that lets in only whom an extension knows. */
class AuthReceiverTest {
  private static final String TENANT = "X-Scope-OrgID";
  private static final String AUTH = "Authorization";
  private static final String EVA = Logins.header("eva", "secret");
  private static final String ANY = Logins.header("any", "secret");

  private final TestSettings settings = new TestSettings("basicauth");
  private Extension auth;
  private Rig rig;

  @BeforeEach
  void start() throws Exception {
    String lines =
        Logins.line("eva", "secret", "team-a,team-b") + "\n" + Logins.line("any", "secret", "");
    auth =
        new BasicAuthFactory()
            .create(
                settings.settings(),
                new BasicAuthConfig(new BasicAuthConfig.HtpasswdConfig("", new Secret(lines))));
    TestHost host = new TestHost().with("basicauth", auth);
    auth.start(host);
    rig = new Rig(host, config -> withAuth(Rig.multitenant(config), "basicauth"));
  }

  @AfterEach
  void stop() {
    rig.close();
    auth.shutdown();
    settings.close();
  }

  private static OtlpReceiverConfig withAuth(OtlpReceiverConfig config, String id) {
    return new OtlpReceiverConfig(
        new Protocols(
            Objects.requireNonNull(config.protocols().grpc()).withAuthenticator(id),
            Objects.requireNonNull(config.protocols().http()).withAuthenticator(id)),
        config.tenant(),
        config.maxInflightBytes(),
        config.legacyLayouts());
  }

  private String tenantOfLast() {
    return rig.sink().requests().get(rig.sink().requests().size() - 1).context().tenant();
  }

  @ParameterizedTest
  @EnumSource
  void knownSenderSendsForItsTenants(Rig.Protocol protocol) {
    rig.send(protocol, Requests.of(2), AUTH, EVA).assertAllStored();
    assertThat(tenantOfLast()).isEqualTo("team-a");
    rig.send(protocol, Requests.of(2), AUTH, EVA, TENANT, "team-b").assertAllStored();
    assertThat(tenantOfLast()).isEqualTo("team-b");
    rig.send(protocol, Requests.of(2), AUTH, ANY, TENANT, "whoever").assertAllStored();
    assertThat(tenantOfLast()).isEqualTo("whoever");
  }

  @ParameterizedTest
  @EnumSource
  void headerCannotNameAnothersTenant(Rig.Protocol protocol) {
    rig.send(protocol, Requests.of(2), AUTH, EVA, TENANT, "team-c")
        .assertFailed(403, Code.PERMISSION_DENIED)
        .assertMessage("these credentials are not for the tenant that header X-Scope-OrgID names")
        .assertFinal();
    rig.send(protocol, Requests.of(2), AUTH, EVA, TENANT, "team-a", TENANT, "team-b")
        .assertFailed(400, Code.INVALID_ARGUMENT);
    rig.send(protocol, Requests.of(2), AUTH, EVA, TENANT, "../team-a")
        .assertFailed(400, Code.INVALID_ARGUMENT);
    rig.send(protocol, Requests.of(2), AUTH, ANY).assertFailed(401, Code.UNAUTHENTICATED);
    assertThat(rig.sink().requests()).isEmpty();
    rig.assertNothingBooked();
  }

  @ParameterizedTest
  @EnumSource
  void unknownSenderIsRefused(Rig.Protocol protocol) {
    rig.send(protocol, Requests.of(2), TENANT, "team-a")
        .assertFailed(401, Code.UNAUTHENTICATED)
        .assertMessage("no name and password: header Authorization is missing")
        .assertFinal();
    rig.send(protocol, Requests.of(2), AUTH, Logins.header("eva", "wrong"), TENANT, "team-a")
        .assertFailed(401, Code.UNAUTHENTICATED)
        .assertFinal();
    assertThat(rig.sink().requests()).isEmpty();
    rig.assertNothingBooked();
    rig.send(protocol, Requests.of(2), AUTH, EVA).assertAllStored();
  }

  @Test
  void refusalsSayWhatToShow() {
    HttpResponse<byte[]> response =
        Await.result(rig.http.sendAsync(rig.post(Requests.of(1).toByteArray()), Rig.BODY));
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("www-authenticate"))
        .contains("Basic realm=\"flaregate\", charset=\"UTF-8\"");
    assertThatThrownBy(() -> rig.stub().export(Requests.of(1)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
              assertThat(
                      Objects.requireNonNull(e.getTrailers())
                          .get(
                              Metadata.Key.of(
                                  "www-authenticate", Metadata.ASCII_STRING_MARSHALLER)))
                  .startsWith("Basic realm=");
            });
  }

  @Test
  void largeBodyOfAnUnknownSenderIsNotWaitedFor() {
    byte[] body = new byte[900_000];
    for (int i = 0; i < 20; i++) {
      rig.sendHttp(body).assertFailed(401, Code.UNAUTHENTICATED);
    }
    rig.assertNothingBooked();
    rig.sendHttp(Requests.of(2).toByteArray(), AUTH, EVA).assertAllStored();
  }

  @Test
  void probesNeedNoCredentials() {
    assertThat(
            HealthGrpc.newBlockingStub(rig.channel)
                .check(HealthCheckRequest.getDefaultInstance())
                .getStatus())
        .isEqualTo(ServingStatus.SERVING);
  }

  @Test
  void senderDecidesTheTenantWhereNoHeaderIsRead() {
    TestHost host = new TestHost().with("basicauth", auth);
    try (Rig single =
        new Rig(
            host,
            config ->
                withAuth(
                    new OtlpReceiverConfig(
                        config.protocols(),
                        TenantConfig.defaults(),
                        config.maxInflightBytes(),
                        config.legacyLayouts()),
                    "basicauth"))) {
      for (Rig.Protocol protocol : Rig.Protocol.values()) {
        single.send(protocol, Requests.of(1), AUTH, EVA, TENANT, "other").assertAllStored();
        single.send(protocol, Requests.of(1), AUTH, ANY, TENANT, "other").assertAllStored();
      }
      assertThat(single.sink().requests())
          .extracting(request -> request.context().tenant())
          .containsExactly("team-a", "anonymous", "team-a", "anonymous");
    }
  }

  @Test
  void authenticatorThatIsNotThereIsNamed() {
    assertThatThrownBy(
            () -> new Rig(new TestHost(), config -> withAuth(config, "basicauth/none")).close())
        .hasMessageContaining(
            "protocols::grpc::auth::authenticator: no extension \"basicauth/none\" that"
                + " authenticates is listed in service::extensions");
  }
}
