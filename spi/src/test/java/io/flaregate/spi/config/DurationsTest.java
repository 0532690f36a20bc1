package io.flaregate.spi.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0s, 0",
    "-0, 0",
    "1ns, 1",
    "1us, 1000",
    "1µs, 1000",
    "200ms, 200000000",
    "5s, 5000000000",
    "1m30s, 90000000000",
    "1h, 3600000000000",
    "1.5h, 5400000000000",
    ".5s, 500000000",
    "1.s, 1000000000",
    "-2s, -2000000000",
    "+2s, 2000000000",
    "1h1m1s1ms1us1ns, 3661001001001",
    "0.3ns, 0",
    "1d, 86400000000000",
    "2w, 1209600000000000",
    "1y, 31536000000000000",
    "9223372036854775807ns, 9223372036854775807"
  })
  void readsWhatGoReads(String text, long nanos) {
    assertThat(Durations.parse(text)).isEqualTo(Duration.ofNanos(nanos));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "5",
        "s",
        "-",
        ".",
        ".s",
        "1x",
        "1 s",
        " 1s",
        "1s ",
        "1s2",
        "1,5s",
        "1S",
        "--1s",
        "9223372036854775808ns",
        "300y",
        "1e3s",
        "٣s",
        "1.2.3s"
      })
  void refusesEverythingElse(String text) {
    assertThatThrownBy(() -> Durations.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesLongTextsWithoutReadingThem() {
    assertThatThrownBy(() -> Durations.parse("1s".repeat(100)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1500, 1.5us",
    "200000000, 200ms",
    "5000000000, 5s",
    "1500000000, 1.5s",
    "90000000000, 1m30s",
    "3600000000000, 1h",
    "90000000000000, 25h",
    "-90000000000, -1m30s"
  })
  void writesTheShortestForm(long nanos, String text) {
    assertThat(Durations.format(Duration.ofNanos(nanos))).isEqualTo(text);
  }

  @Test
  void readsBackWhatItWrites() {
    long seed = 20260722;
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      Duration duration = Duration.ofNanos(random.nextLong() >> random.nextInt(64));
      if (duration.toNanos() != Long.MIN_VALUE) {
        String text = Durations.format(duration);
        assertThat(Durations.parse(text)).as("seed %d: %s", seed, text).isEqualTo(duration);
      }
    }
  }
}
