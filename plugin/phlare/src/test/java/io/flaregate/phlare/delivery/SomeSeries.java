package io.flaregate.phlare.delivery;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesStamp;
import io.flaregate.phlare.testing.TestProfiles;
import io.flaregate.spi.profiles.SeriesLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Series whose bytes say nothing and whose names are their numbers. */
final class SomeSeries {
  private SomeSeries() {}

  /** So many series, of which the pprof would be so long. */
  static List<EncodedSeries> of(int count, int plainBytes) {
    TestProfiles one = new TestProfiles();
    one.cpu("a");
    SeriesLabels labels = one.build().labels();
    List<EncodedSeries> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(
          EncodedSeries.of(labels, 0, SeriesStamp.named(new UUID(0, i)), new byte[4], plainBytes));
    }
    return all;
  }
}
