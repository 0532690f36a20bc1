package io.flaregate.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TokenTest {
  @Test
  void knownAnswer() {
    int token = Token.of("anonymous", "__name__", "process_cpu", "service_name", "svc");
    assertThat(token).isEqualTo(1144597414);
    assertThat(Token.labelString("__name__", "process_cpu", "service_name", "svc"))
        .isEqualTo("{__name__=\"process_cpu\", service_name=\"svc\"}");
  }

  @Test
  void tokensPrintUnsigned() {
    assertThat(Token.toText(-1)).isEqualTo("4294967295");
  }

  @Test
  void aNameWithoutAValueIsRefused() {
    assertThatThrownBy(() -> Token.of("t", "a", "b", "c"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("names and values must come in pairs: 3 texts");
  }

  @Test
  void aHasherCanBeUsedAgainAndAgain() {
    byte[] bytes = "ab".getBytes(StandardCharsets.UTF_8);
    TokenHasher hasher = new TokenHasher();
    for (int round = 0; round < 3; round++) {
      hasher.start(TokenHasher.tenantHash("t"));
      hasher.label(bytes, 0, 1, bytes, 1, 1);
      assertThat(hasher.token()).isEqualTo(Token.of("t", "a", "b"));
    }
  }
}
