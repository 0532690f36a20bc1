package io.flaregate.otlp.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.extension.AuthenticationException;
import io.flaregate.spi.extension.Identity;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BearerTokenAuthTest {
  // sha256 of "hashed-token".
  private static final String FILE =
      """
      # tokens
      plain-token team-a,team-b

      sha256:%s team-c
      any-tenant
      """
          .formatted(sha("hashed-token"));

  private final TestSettings settings = new TestSettings("bearertokenauth");
  @TempDir Path folder;

  @AfterEach
  void close() {
    settings.close();
  }

  private static String sha(String text) {
    try {
      return java.util.HexFormat.of()
          .formatHex(
              java.security.MessageDigest.getInstance("SHA-256")
                  .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private BearerTokenAuth started(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("tokens"), text);
    BearerTokenAuth auth =
        new BearerTokenAuth(
            settings.settings(),
            new BearerTokenAuthConfig("Authorization", "Bearer", new Secret(""), file.toString()));
    auth.start(new TestHost());
    return auth;
  }

  private static Identity ask(BearerTokenAuth auth, String... values) throws Exception {
    return auth.authenticate(name -> name.equals("authorization") ? List.of(values) : List.of());
  }

  private double outcomes(String outcome) {
    return settings.meter().value("flaregate_auth_requests_total", "bearertokenauth", outcome);
  }

  @Test
  void tokensOfTheFileAreKnownWithTheirTenants() throws Exception {
    BearerTokenAuth auth = started(FILE);
    assertThat(ask(auth, "Bearer plain-token").tenants()).containsExactly("team-a", "team-b");
    assertThat(ask(auth, "bearer hashed-token").tenants()).containsExactly("team-c");
    assertThat(ask(auth, "Bearer any-tenant").tenants()).isEmpty();
    assertThat(ask(auth, "Bearer plain-token").subject()).isEqualTo("line 2");
    assertThat(outcomes("accepted")).isEqualTo(4);
  }

  @Test
  void everythingElseIsRefusedWithAChallenge() throws Exception {
    BearerTokenAuth auth = started(FILE);
    for (String[] values :
        new String[][] {
          {"Bearer wrong"},
          {"Bearer "},
          {"Bearer"},
          {""},
          {"plain-token"},
          {"Basic plain-token"},
          {"Bearer sha256:" + sha("hashed-token")},
          {"Bearer plain-token", "Bearer plain-token"}
        }) {
      AuthenticationException refusal =
          catchThrowableOfType(AuthenticationException.class, () -> ask(auth, values));
      assertThat(refusal).as("%s", List.of(values)).isNotNull();
      assertThat(refusal).hasMessage("the token in header Authorization is not known");
      assertThat(refusal.challenge()).isEqualTo("Bearer realm=\"flaregate\"");
      assertThat(refusal.isRetryable()).isFalse();
    }
    assertThatThrownBy(() -> ask(auth)).hasMessage("no token: header Authorization is missing");
    assertThat(outcomes("wrong")).isEqualTo(8);
    assertThat(outcomes("missing")).isEqualTo(1);
  }

  @Test
  void changedFileIsReadAgainAndABrokenOneIsNot() throws Exception {
    BearerTokenAuth auth = started("old\n");
    Path file = folder.resolve("tokens");
    Files.writeString(file, "new team-n\n");
    auth.look();
    assertThat(ask(auth, "Bearer new").tenants()).containsExactly("team-n");
    assertThatThrownBy(() -> ask(auth, "Bearer old")).isInstanceOf(AuthenticationException.class);
    Files.writeString(file, "secret-token a/b\n");
    auth.look();
    auth.look();
    assertThat(ask(auth, "Bearer new").tenants()).containsExactly("team-n");
    assertThat(settings.logger().messages(System.Logger.Level.WARNING))
        .singleElement()
        .asString()
        .contains("filename: line 1: tenant id holds the character U+002F")
        .doesNotContain("secret-token");
  }

  @Test
  void fileThatCannotBeUsedIsRefusedAtStart() {
    assertThatThrownBy(() -> started("# none\n"))
        .isInstanceOf(ComponentException.class)
        .hasMessage("filename: the file holds no token");
    assertThatThrownBy(() -> started("a b c\n"))
        .hasMessage("filename: line 1 has 3 words; a token and its tenants are expected");
    assertThatThrownBy(() -> started("a\na\n")).hasMessage("filename: line 2 repeats a token");
    assertThatThrownBy(() -> started("sha256:12\n"))
        .hasMessage("filename: line 1: sha256: must be followed by 64 hexadecimal digits");
  }
}
