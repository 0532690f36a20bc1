package io.flaregate.phlare.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.profiles.SeriesLabels;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SeriesIdTest {
  private static final byte[] PPROF = {9, 1, 2, 3, 9};

  private static UUID id(String tenant, Map<String, String> labels, long time, byte[] pprof) {
    TestProfiles profiles = new TestProfiles();
    profiles.row(labels);
    SeriesLabels table = profiles.build().labels();
    return new SeriesId().of(tenant, table, 0, time, pprof, 1, pprof.length - 2);
  }

  @Test
  void idIsAUuidOfVersionEight() {
    UUID id = id("t", Map.of("a", "b"), 5, PPROF);
    assertThat(id.version()).isEqualTo(8);
    assertThat(id.variant()).isEqualTo(2);
  }

  @Test
  void idNeverChangesBetweenVersionsOfThisProgram() {
    // SHA-256 over: 8-byte length and tenant, count, lengths and texts of labels, time, pprof.
    assertThat(id("t", Map.of("a", "b"), 5, PPROF))
        .isEqualTo(UUID.fromString("f42cbc47-9d82-84f4-8774-865d29a98bca"));
  }

  @Test
  void everythingThatNamesAProfileCounts() {
    UUID id = id("t", Map.of("a", "b"), 5, PPROF);
    assertThat(id("t", Map.of("a", "b"), 5, new byte[] {7, 1, 2, 3, 7})).isEqualTo(id);
    assertThat(id("u", Map.of("a", "b"), 5, PPROF)).isNotEqualTo(id);
    assertThat(id("t", Map.of("a", "c"), 5, PPROF)).isNotEqualTo(id);
    assertThat(id("t", Map.of("ab", ""), 5, PPROF)).isNotEqualTo(id);
    assertThat(id("t", Map.of("a", "b"), 6, PPROF)).isNotEqualTo(id);
    assertThat(id("t", Map.of("a", "b"), 5, new byte[] {9, 1, 2, 4, 9})).isNotEqualTo(id);
  }

  @Test
  void oneMakerGivesOneNameAfterAnother() {
    TestProfiles profiles = new TestProfiles();
    profiles.cpu("a");
    SeriesLabels labels = profiles.build().labels();
    SeriesId maker = new SeriesId();
    UUID first = maker.of("t", labels, 0, 1, PPROF, 0, 5);
    maker.of("other", labels, 0, 2, PPROF, 0, 5);
    assertThat(maker.of("t", labels, 0, 1, PPROF, 0, 5)).isEqualTo(first);
  }
}
