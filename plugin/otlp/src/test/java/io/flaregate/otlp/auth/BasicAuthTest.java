package io.flaregate.otlp.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

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

class BasicAuthTest {
  private final TestSettings settings = new TestSettings("basicauth");
  @TempDir Path folder;

  @AfterEach
  void close() {
    settings.close();
  }

  private BasicAuth started(String text, String inline) throws Exception {
    Path file = Files.writeString(folder.resolve("htpasswd"), text);
    BasicAuth auth =
        new BasicAuth(
            settings.settings(),
            new BasicAuthConfig(
                new BasicAuthConfig.HtpasswdConfig(file.toString(), new Secret(inline))));
    auth.start(new TestHost());
    return auth;
  }

  private static Identity ask(BasicAuth auth, String... values) throws Exception {
    return auth.authenticate(name -> name.equals("authorization") ? List.of(values) : List.of());
  }

  private static String login(String name, String password) {
    return Logins.header(name, password);
  }

  @Test
  void usersOfFileAndConfigurationAreKnownWithTheirTenants() throws Exception {
    BasicAuth auth =
        started(
            Logins.line("eva", "päss:wort", "team-a,team-b") + "\n" + Logins.line("max", "m", ""),
            Logins.line("max", "inline", "team-m"));
    for (int i = 0; i < 2; i++) {
      assertThat(ask(auth, login("eva", "päss:wort")))
          .isEqualTo(new Identity("eva", List.of("team-a", "team-b")));
      assertThat(ask(auth, login("max", "inline")).tenants()).containsExactly("team-m");
      assertThatThrownBy(() -> ask(auth, login("max", "m")))
          .isInstanceOf(AuthenticationException.class);
    }
  }

  @Test
  void everythingElseIsRefusedWithAChallenge() throws Exception {
    BasicAuth auth = started(Logins.line("eva", "secret", ""), "");
    for (String[] values :
        new String[][] {
          {login("eva", "Secret")},
          {login("eva", "")},
          {login("nobody", "secret")},
          {login("", "")},
          {login("eva", "s".repeat(100_000))},
          {"Basic !"},
          {"Basic ZXZh"},
          {"Bearer secret"},
          {""},
          {login("eva", "secret"), login("eva", "secret")}
        }) {
      AuthenticationException refusal =
          catchThrowableOfType(AuthenticationException.class, () -> ask(auth, values));
      assertThat(refusal).as("%s", List.of(values)).isNotNull();
      assertThat(refusal).hasMessage("name and password in header Authorization are not known");
      assertThat(refusal.challenge()).isEqualTo("Basic realm=\"flaregate\", charset=\"UTF-8\"");
    }
    assertThatThrownBy(() -> ask(auth))
        .hasMessage("no name and password: header Authorization is missing");
    assertThat(ask(auth, login("eva", "secret")).subject()).isEqualTo("eva");
  }

  @Test
  void changedPasswordHoldsAtOnceAlthoughAnswersAreRemembered() throws Exception {
    BasicAuth auth = started(Logins.line("eva", "old", ""), "");
    assertThat(ask(auth, login("eva", "old")).subject()).isEqualTo("eva");
    assertThatThrownBy(() -> ask(auth, login("eva", "new")))
        .isInstanceOf(AuthenticationException.class);
    Files.writeString(folder.resolve("htpasswd"), Logins.line("eva", "new", ""));
    auth.look();
    assertThat(ask(auth, login("eva", "new")).subject()).isEqualTo("eva");
    assertThatThrownBy(() -> ask(auth, login("eva", "old")))
        .isInstanceOf(AuthenticationException.class);
  }

  @Test
  void linesThatCannotBeUsedAreNamedWithoutTheirSecrets() {
    String hash = Logins.line("eva", "x", "");
    assertProblem("eva", "line 1 is not NAME:BCRYPT or NAME:BCRYPT:TENANTS");
    assertProblem(
        "# users\neva:{SHA}2fd4e1c67a2d28fced849ee1bb76e7391b93eb12",
        "line 2 holds no bcrypt hash; make one with: htpasswd -nB NAME");
    assertProblem(hash.replace("$04$", "$31$"), "line 1 has the bcrypt cost 31 (limit: 16)");
    assertProblem(hash + "\n" + hash, "line 2 repeats a name");
    assertProblem(hash + ":..", "line 1: tenant id \"..\" is not allowed: ids must not be paths");
  }

  private static void assertProblem(String text, String problem) {
    assertThatThrownBy(() -> Htpasswd.parse("htpasswd::file", text))
        .hasMessage("htpasswd::file: " + problem);
  }
}
