package io.flaregate.phlare.validate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

  @Test
  void ordinaryTextStaysAsItIs() {
    assertThat(Printable.quoted("grüße, 世界 😀 ${jndi:x} %s"))
        .isEqualTo("\"grüße, 世界 😀 ${jndi:x} %s\"");
  }

  @Test
  void whatCouldBreakALineOrItsDirectionIsEscaped() {
    assertThat(Printable.quoted("a\r\nb\u0000\u001b[31m\u202E\u2066\u2028\u00ad"))
        .isEqualTo("\"a\\u{d}\\u{a}b\\u{0}\\u{1b}[31m\\u{202e}\\u{2066}\\u{2028}\\u{ad}\"");
    assertThat(Printable.quoted("a\"b\\c")).isEqualTo("\"a\\\"b\\\\c\"");
    assertThat(Printable.quoted("\ud800")).isEqualTo("\"\\u{d800}\"");
  }

  @Test
  void longTextIsCutBetweenCharacters() {
    assertThat(Printable.quoted("😀".repeat(100))).isEqualTo("\"" + "😀".repeat(64) + "…\"");
    assertThat(Printable.quoted("x".repeat(64))).isEqualTo("\"" + "x".repeat(64) + "\"");
  }
}
