package io.flaregate.phlare.receiver.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class IngestTimeTest {
  private static final long NOW = 1_700_000_000_000_000_000L;

  @Test
  void aTimeRelativeToNowIsNeverBefore1970() {
    assertThat(IngestTime.parse("from", "now-5m", NOW))
        .isEqualTo(NOW - TimeUnit.MINUTES.toNanos(5));
    assertThat(IngestTime.parse("from", "now-999999999w", NOW)).isZero();
  }
}
