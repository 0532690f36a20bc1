package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.Compression;
import org.junit.jupiter.api.Test;

class SeriesEncodersTest {

  @Test
  void noMoreThanTheBoundAreKeptAndNoneIsGivenTwice() {
    try (SeriesEncoders encoders =
        new SeriesEncoders(1, () -> new SeriesEncoder(Compression.GZIP, 1))) {
      SeriesEncoder first = encoders.take();
      SeriesEncoder second = encoders.take();
      assertThat(second).isNotSameAs(first);
      encoders.giveBack(first);
      encoders.giveBack(second);
      assertThat(encoders.take()).isSameAs(first);
      assertThat(encoders.take()).isNotIn(first, second);
    }
  }

  @Test
  void afterCloseNothingIsKept() {
    SeriesEncoders encoders = new SeriesEncoders(2, () -> new SeriesEncoder(Compression.NONE, 1));
    SeriesEncoder used = encoders.take();
    encoders.close();
    encoders.giveBack(used);
    assertThat(encoders.take()).isNotSameAs(used);
  }
}
