package io.flaregate.phlare.readcli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TimeTextTest {
  private static final long NOW = 1_700_000_000_123L;

  @Test
  void readsWhatPeopleWrite() {
    assertThat(TimeText.millis("now", NOW)).isEqualTo(NOW);
    assertThat(TimeText.millis("now-1h", NOW)).isEqualTo(NOW - 3_600_000);
    assertThat(TimeText.millis("now-1h30m", NOW)).isEqualTo(NOW - 5_400_000);
    assertThat(TimeText.millis("now-7d", NOW)).isEqualTo(NOW - 7 * 86_400_000L);
    assertThat(TimeText.millis("now+5s", NOW)).isEqualTo(NOW + 5_000);
    assertThat(TimeText.millis("1700000000", NOW)).isEqualTo(1_700_000_000_000L);
    assertThat(TimeText.millis("1700000000.25", NOW)).isEqualTo(1_700_000_000_250L);
    assertThat(TimeText.millis("1700000000123", NOW)).isEqualTo(NOW);
    assertThat(TimeText.millis("0", NOW)).isZero();
    assertThat(TimeText.millis("2023-11-14T22:13:20Z", NOW)).isEqualTo(1_700_000_000_000L);
    assertThat(TimeText.millis("2023-11-15T00:13:20.123+02:00", NOW)).isEqualTo(NOW);
  }

  @Test
  void refusesTheRest() {
    for (String bad :
        new String[] {
          "", "yesterday", "now-", "now-1", "now--1h", "now-+1h", "now1h", "-5", "2023-11-14", "1e9"
        }) {
      assertThatThrownBy(() -> TimeText.millis(bad, NOW))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "\""
                  + bad
                  + "\" is no time: expected now, now-1h, 2026-01-02T15:04:05Z, or seconds since"
                  + " 1970");
    }
  }
}
