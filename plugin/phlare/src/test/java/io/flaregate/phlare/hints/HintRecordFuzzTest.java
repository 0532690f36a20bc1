package io.flaregate.phlare.hints;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesRecord;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the record of a hint, as a damaged or foreign disk may hold them: refused by the
 * documented exception, or a hint that is the same after it was written again.
 */
class HintRecordFuzzTest {
  static Stream<byte[]> seeds() {
    return LongStream.range(0, 6)
        .mapToObj(
            seed ->
                bytes(
                    HintRecord.parts(
                        "team-é".repeat((int) seed),
                        "ingester-" + seed,
                        seed,
                        HintRecordTest.series(new Random(seed)))))
        .filter(each -> each.length < 2_000);
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreRefusedOrAHintThatComesBack(byte[] bytes) {
    ByteBuffer record = ByteBuffer.wrap(bytes);
    HintRecord hint;
    EncodedSeries series;
    try {
      HintRecord.skip(record.duplicate());
      hint = HintRecord.read(record);
      series = SeriesRecord.read(record);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("record of a");
      return;
    }
    // What was no UTF-8 grows, by a factor of three at most; then it cannot be written.
    if (!HintRecord.canHold(hint.tenant(), hint.ingester())) {
      return;
    }
    byte[] written =
        bytes(HintRecord.parts(hint.tenant(), hint.ingester(), hint.timeUnixNanos(), series));
    ByteBuffer again = ByteBuffer.wrap(written);
    assertThat(HintRecord.read(again)).isEqualTo(hint);
    EncodedSeries twin = SeriesRecord.read(again);
    assertThat(twin.stamp()).isEqualTo(series.stamp());
    assertThat(twin.plainBytes()).isEqualTo(series.plainBytes());
    assertThat(twin.head()).isEqualTo(series.head());
    assertThat(twin.profile()).isEqualTo(series.profile());
  }

  private static byte[] bytes(byte[][] parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
