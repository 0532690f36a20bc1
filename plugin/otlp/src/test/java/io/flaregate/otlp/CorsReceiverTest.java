package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.auth.BasicAuthConfig;
import io.flaregate.otlp.auth.BasicAuthFactory;
import io.flaregate.otlp.auth.Logins;
import io.flaregate.otlp.config.OtlpHttpConfig;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.otlp.config.Protocols;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.extension.Extension;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.http.CorsConfig;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What browsers are told that load pages from elsewhere. */
class CorsReceiverTest {
  private static final String PAGE = "https://shop.example";
  private static final String ORIGIN = "access-control-allow-origin";

  private static UnaryOperator<OtlpReceiverConfig> http(UnaryOperator<OtlpHttpConfig> change) {
    return config ->
        new OtlpReceiverConfig(
            new Protocols(
                config.protocols().grpc(),
                change.apply(Objects.requireNonNull(config.protocols().http()))),
            config.tenant(),
            config.maxInflightBytes(),
            config.legacyLayouts());
  }

  private static CorsConfig cors(String... origins) {
    return new CorsConfig(List.of(origins), List.of("X-Scope-OrgID"), List.of("Retry-After"), 600);
  }

  private static HttpResponse<byte[]> preflight(Rig rig, String origin) {
    HttpRequest request =
        HttpRequest.newBuilder(rig.uri(OtlpHttpService.PATH))
            .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
            .header("Origin", origin)
            .header("Access-Control-Request-Method", "POST")
            .header("Access-Control-Request-Headers", "content-type,x-scope-orgid")
            .build();
    return Await.result(rig.http.sendAsync(request, Rig.BODY));
  }

  private static HttpResponse<byte[]> post(Rig rig, String... headers) {
    HttpRequest request = rig.post(Requests.of(1).toByteArray(), headers);
    return Await.result(rig.http.sendAsync(request, Rig.BODY));
  }

  private static boolean isAllowed(Rig rig, String origin) {
    boolean named = preflight(rig, origin).headers().firstValue(ORIGIN).isPresent();
    assertThat(post(rig, "Origin", origin).headers().firstValue(ORIGIN).isPresent())
        .isEqualTo(named);
    return named;
  }

  @Test
  void pagesAreNotAllowedUnlessConfigured() {
    try (Rig rig = new Rig()) {
      assertThat(preflight(rig, PAGE).statusCode()).isEqualTo(405);
      assertThat(isAllowed(rig, PAGE)).isFalse();
    }
    try (Rig rig = new Rig(http(config -> config.withCors(CorsConfig.defaults())))) {
      assertThat(preflight(rig, PAGE).statusCode()).isEqualTo(405);
    }
  }

  @Test
  void aPageOfANamedOriginMaySend() {
    try (Rig rig = new Rig(http(config -> config.withCors(cors(PAGE))))) {
      HttpResponse<byte[]> preflight = preflight(rig, PAGE);
      assertThat(preflight.statusCode()).isBetween(200, 204);
      assertThat(preflight.headers().firstValue(ORIGIN)).contains(PAGE);
      assertThat(preflight.headers().firstValue("access-control-allow-methods")).contains("POST");
      assertThat(preflight.headers().firstValue("access-control-max-age")).contains("600");
      assertThat(preflight.headers().firstValue("access-control-allow-headers").orElse(""))
          .contains("accept", "content-type", "x-requested-with", "x-scope-orgid")
          .doesNotContain("authorization");
      HttpResponse<byte[]> post = post(rig, "Origin", PAGE);
      assertThat(post.statusCode()).isEqualTo(200);
      assertThat(post.headers().firstValue(ORIGIN)).contains(PAGE);
      assertThat(post.headers().firstValue("access-control-expose-headers").orElse(""))
          .containsIgnoringCase("retry-after");
      assertThat(isAllowed(rig, "https://other.example")).isFalse();
      assertThat(isAllowed(rig, "http://shop.example")).isFalse();
      assertThat(post(rig).statusCode()).as("who is no browser").isEqualTo(200);
      rig.assertAlive();
    }
  }

  @Test
  void aStarStandsForAnyText() {
    try (Rig rig = new Rig(http(config -> config.withCors(cors("https://*.shop.example"))))) {
      assertThat(isAllowed(rig, "https://a.shop.example")).isTrue();
      assertThat(isAllowed(rig, "https://axshop.example")).as("a dot is a dot").isFalse();
      assertThat(isAllowed(rig, "https://a.shop.example.evil.example")).isFalse();
    }
    try (Rig rig = new Rig(http(config -> config.withCors(cors("*"))))) {
      assertThat(isAllowed(rig, "https://anything.example")).isTrue();
      assertThat(preflight(rig, PAGE).headers().firstValue("access-control-allow-credentials"))
          .isEmpty();
    }
  }

  @Test
  void browsersAskWithoutCredentialsAndHearOfRefusals() throws Exception {
    TestSettings settings = new TestSettings("basicauth");
    Extension auth =
        new BasicAuthFactory()
            .create(
                settings.settings(),
                new BasicAuthConfig(
                    new BasicAuthConfig.HtpasswdConfig(
                        "", new Secret(Logins.line("eva", "secret", "")))));
    TestHost host = new TestHost().with("basicauth", auth);
    auth.start(host);
    try (Rig rig =
        new Rig(host, http(config -> config.withCors(cors(PAGE)).withAuthenticator("basicauth")))) {
      assertThat(preflight(rig, PAGE).statusCode()).isBetween(200, 204);
      HttpResponse<byte[]> refused = post(rig, "Origin", PAGE);
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue(ORIGIN)).contains(PAGE);
      assertThat(
              post(rig, "Origin", PAGE, "Authorization", Logins.header("eva", "secret"))
                  .statusCode())
          .isEqualTo(200);
      assertThat(rig.sink().requests()).hasSize(1);
    } finally {
      auth.shutdown();
      settings.close();
    }
  }

  @Test
  void theConfigurationIsChecked() {
    assertThat(
            ConfigBinder.bind(
                    ConfigNodes.of(
                        Map.of(
                            "allowed_origins", List.of("shop.example", "https://a.example/"),
                            "allowed_headers", List.of("a b"),
                            "max_age", -1)),
                    "",
                    CorsConfig.defaults())
                .problems()
                .stream()
                .map(problem -> problem.path() + ": " + problem.message()))
        .containsExactlyInAnyOrder(
            "allowed_origins::0: \"shop.example\" is not an origin: scheme://host,"
                + " scheme://host:port or *",
            "allowed_origins::1: \"https://a.example/\" is not an origin: scheme://host,"
                + " scheme://host:port or *",
            "allowed_headers::0: \"a b\" is not the name of a header",
            "max_age: is -1; it must be 0 or more seconds");
  }
}
