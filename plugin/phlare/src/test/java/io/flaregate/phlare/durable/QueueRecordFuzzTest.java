package io.flaregate.phlare.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesStamp;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as a record of the queue, as a damaged or foreign disk may hold them: refused by the
 * documented exception, or a series that is the same after it was written again, also as a dead
 * letter.
 */
class QueueRecordFuzzTest {
  static Stream<byte[]> seeds() {
    return Stream.concat(
        IntStream.range(0, 4).mapToObj(i -> record(series(i))),
        Stream.of(record(series(3).dead("refused: é")), new byte[] {1}, new byte[60]));
  }

  private static QueuedSeries series(int size) {
    SeriesStamp stamp =
        new SeriesStamp(new UUID(size, -size), -size, 1_700_000_000_000_000_001L, size % 2 == 1);
    EncodedSeries encoded =
        EncodedSeries.restored(
            "head".repeat(size).getBytes(UTF_8), new byte[5 * size], 77 * size, stamp);
    return new QueuedSeries("team-é".repeat(size), 1_700_000_000_123L, "", encoded);
  }

  private static byte[] record(QueuedSeries series) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : series.toRecord()) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void anyBytesAreRefusedOrASeriesThatComesBack(byte[] bytes) throws IOException {
    ByteBuffer record = ByteBuffer.wrap(bytes);
    QueuedSeries series;
    try {
      series = QueuedSeries.parse(record);
    } catch (IOException e) {
      assertThat(e.getMessage()).startsWith("the record ");
      owner(record);
      return;
    }
    assertThat(record.position()).isZero();
    assertThat(owner(record)).isEqualTo(series.tenant());
    same(series, series.reason(), QueuedSeries.parse(ByteBuffer.wrap(record(series))));
    String why = "refused: " + series.reason();
    same(series, why, QueuedSeries.parse(ByteBuffer.wrap(record(series.dead(why)))));
  }

  /** Whose a record is, if that can be told. */
  private static String owner(ByteBuffer record) {
    try {
      return QueuedSeries.tenantOf(record);
    } catch (IOException e) {
      assertThat(e.getMessage()).isNotEmpty();
      return "";
    }
  }

  private static void same(QueuedSeries one, String reason, QueuedSeries other) {
    assertThat(other.tenant()).isEqualTo(one.tenant());
    assertThat(other.reason()).isEqualTo(reason);
    assertThat(other.acceptedUnixMillis()).isEqualTo(one.acceptedUnixMillis());
    assertThat(other.series().stamp()).isEqualTo(one.series().stamp());
    assertThat(other.series().plainBytes()).isEqualTo(one.series().plainBytes());
    assertThat(Arrays.equals(other.series().head(), one.series().head())).isTrue();
    assertThat(Arrays.equals(other.series().profile(), one.series().profile())).isTrue();
  }
}
