package io.flaregate.transport.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.spi.consumer.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentEncodingTest {
  @ParameterizedTest
  @CsvSource({
    "'',IDENTITY",
    "identity,IDENTITY",
    "none,IDENTITY",
    "gzip,GZIP",
    "GZIP,GZIP",
    "' Gzip ',GZIP",
    "x-gzip,GZIP",
    "zstd,ZSTD",
    "deflate,DEFLATE",
    "zlib,DEFLATE",
    "Snappy,SNAPPY",
    "x-snappy-framed,SNAPPY"
  })
  void knownNamesInAnyCase(String header, ContentEncoding encoding) throws BodyException {
    assertThat(ContentEncoding.of(header)).isEqualTo(encoding);
  }

  @Test
  void missingHeaderIsIdentity() throws BodyException {
    assertThat(ContentEncoding.of(null)).isEqualTo(ContentEncoding.IDENTITY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"br", "lz4", "gzip, gzip", "gzip,zstd"})
  void othersAndChainsAreNotSupported(String header) {
    assertThatThrownBy(() -> ContentEncoding.of(header))
        .isInstanceOf(UnsupportedEncodingException.class)
        .hasMessage(
            "content encoding \"%s\" is not supported; gzip, zstd, deflate, snappy and identity"
                + " are",
            header)
        .satisfies(
            e ->
                assertThat(((BodyException) e).answer().kind()).isEqualTo(Answer.Kind.UNSUPPORTED));
  }

  @Test
  void longNamesAreShortenedInTheMessage() {
    assertThatThrownBy(() -> ContentEncoding.of("x".repeat(10_000))).message().hasSizeLessThan(200);
  }

  @Test
  void limitsMustFitAnArray() {
    assertThatThrownBy(() -> new SizeLimit(0, "max_request_body_size: 0"))
        .hasMessage("max_request_body_size: 0 stands for 0 bytes, not between 1 and 1073741824");
    assertThatThrownBy(() -> new SizeLimit(Integer.MAX_VALUE, "k: v"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
