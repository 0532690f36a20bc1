package io.flaregate.phlare.hints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesRecord;
import io.flaregate.phlare.push.SeriesStamp;
import io.flaregate.phlare.testing.TestProfiles;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class HintRecordTest {
  private static byte[] bytes(byte[][] parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  static EncodedSeries series(Random random) {
    TestProfiles one = new TestProfiles();
    one.row(Map.of("a", "v".repeat(random.nextInt(300)), "é", "x"));
    byte[] pprof = new byte[random.nextInt(3000)];
    random.nextBytes(pprof);
    SeriesStamp stamp =
        new SeriesStamp(
            new UUID(random.nextLong(), random.nextLong()),
            random.nextInt(),
            random.nextLong(),
            random.nextBoolean());
    return EncodedSeries.of(one.build().labels(), 0, stamp, pprof, random.nextInt(1 << 30));
  }

  @Test
  void whatWasWrittenIsReadAgain() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      EncodedSeries series = series(random);
      String tenant = "t".repeat(random.nextInt(200)) + "é";
      String ingester = "i".repeat(random.nextInt(200));
      long time = random.nextLong();
      ByteBuffer record = ByteBuffer.wrap(bytes(HintRecord.parts(tenant, ingester, time, series)));
      assertThat(HintRecord.read(record))
          .as("seed %d", seed)
          .isEqualTo(new HintRecord(tenant, ingester, time, series.plainBytes()));
      EncodedSeries read = SeriesRecord.read(record);
      assertThat(read.stamp()).as("seed %d", seed).isEqualTo(series.stamp());
      assertThat(read.plainBytes()).as("seed %d", seed).isEqualTo(series.plainBytes());
      assertThat(bytes(SeriesRecord.parts(read)))
          .as("seed %d", seed)
          .isEqualTo(bytes(SeriesRecord.parts(series)));
    }
  }

  @Test
  void bytesOfTheSeriesAreNotCopied() {
    EncodedSeries series = series(new Random(1));
    byte[][] whole = HintRecord.parts("t", "i", 1, series);
    byte[][] own = SeriesRecord.parts(series);
    assertThat(whole[2]).isSameAs(own[1]);
    assertThat(whole[3]).isSameAs(own[2]);
  }

  @Test
  void recordsOfOthersAreRefusedWhateverTheyHold() {
    byte[] whole = bytes(HintRecord.parts("t", "i", 1, series(new Random(2))));
    // 13 bytes and two names of one, then 38 of the series.
    for (int length = 0; length < 13 + 2 + 38; length++) {
      ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> HintRecord.read(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    byte[] newer = whole.clone();
    newer[0] = 2;
    assertThatThrownBy(() -> HintRecord.read(ByteBuffer.wrap(newer)))
        .hasMessage("no record of a hint of version 1");
    Random random = new Random(3);
    for (int round = 0; round < 2000; round++) {
      byte[] any = new byte[random.nextInt(200)];
      random.nextBytes(any);
      if (any.length > 0) {
        any[0] = 1;
      }
      ByteBuffer record = ByteBuffer.wrap(any);
      try {
        HintRecord.read(record);
        SeriesRecord.read(record);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageContaining("record of a");
      }
    }
  }
}
