package io.flaregate.phlare.durable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesStamp;
import io.flaregate.phlare.wal.log.DiskDirectory;
import io.flaregate.phlare.wal.log.LogListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueuePartsTest {
  @TempDir private Path temp;

  private static QueuedSeries series(int profileBytes) {
    SeriesStamp stamp = new SeriesStamp(new UUID(1, 2), -3, 1_700_000_000_000_000_001L, true);
    EncodedSeries encoded =
        EncodedSeries.restored("head".getBytes(UTF_8), new byte[profileBytes], 77, stamp);
    return new QueuedSeries("tenant-ü", 1_700_000_000_123L, "", encoded);
  }

  private static byte[] record(QueuedSeries series) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : series.toRecord()) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  @Test
  void aSeriesIsReadAsItWasWritten() throws IOException {
    byte[] record = record(series(10).dead("refused: no"));
    QueuedSeries read = QueuedSeries.parse(ByteBuffer.wrap(record));
    assertThat(read.tenant()).isEqualTo("tenant-ü");
    assertThat(read.acceptedUnixMillis()).isEqualTo(1_700_000_000_123L);
    assertThat(read.reason()).isEqualTo("refused: no");
    assertThat(read.series().stamp()).isEqualTo(series(10).series().stamp());
    assertThat(read.series().plainBytes()).isEqualTo(77);
    assertThat(read.series().head()).isEqualTo("head".getBytes(UTF_8));
    assertThat(read.series().profile()).hasSize(10);
    assertThat(QueuedSeries.tenantOf(ByteBuffer.wrap(record))).isEqualTo("tenant-ü");
  }

  @Test
  void whatIsNoSeriesIsRefusedAndNothingElseHappens() {
    byte[] record = record(series(3));
    for (int cut = 0; cut < record.length - 3; cut++) {
      ByteBuffer some = ByteBuffer.wrap(record, 0, cut).slice();
      assertThatThrownBy(() -> QueuedSeries.parse(some)).isInstanceOf(IOException.class);
    }
    record[0] = 9;
    assertThatThrownBy(() -> QueuedSeries.parse(ByteBuffer.wrap(record)))
        .hasMessage("the record is of version 9, known is 1");
  }

  @Test
  void pausesGrowWithinTheirRandomnessUpToTheLongest() {
    RetryPolicy policy =
        new RetryPolicy(
            Duration.ofSeconds(5), 0.5, 1.5, Duration.ofSeconds(30), Duration.ofMinutes(1));
    Random random = new Random(1);
    double[] middles = {5, 7.5, 11.25, 16.875, 25.3125, 30, 30};
    for (int failures = 1; failures <= middles.length; failures++) {
      for (int i = 0; i < 100; i++) {
        double seconds = policy.pauseNanos(failures, random) / 1e9;
        double middle = middles[failures - 1];
        assertThat(seconds).isBetween(middle * 0.5, middle * 1.5);
      }
    }
    assertThat(policy.pauseNanos(1_000_000, random)).isLessThan(TimeUnit.SECONDS.toNanos(46));
    assertThat(policy.isExpired(0, 60_000)).isTrue();
    assertThat(policy.isExpired(0, 59_999)).isFalse();
  }

  @Test
  void numbersComeOutInTheOrderInWhichTheyWentIn() {
    Random random = new Random(3);
    LongQueue queue = new LongQueue();
    Deque<Long> model = new ArrayDeque<>();
    for (int i = 0; i < 100_000; i++) {
      if (random.nextInt(5) < (i < 50_000 ? 3 : 2)) {
        queue.add(i);
        model.add((long) i);
      } else if (!model.isEmpty()) {
        assertThat(queue.peek()).isEqualTo(model.peek());
        assertThat(queue.take()).isEqualTo(model.remove());
      }
      assertThat(queue.size()).isEqualTo(model.size());
    }
  }

  @Test
  void theOldestDeadLettersMakeRoom() throws Exception {
    DiskDirectory directory = new DiskDirectory(temp);
    try (DeadLetters letters =
        DeadLetters.open(directory, Runnable::run, LogListener.NONE, 10_000)) {
      for (int i = 0; i < 30; i++) {
        letters.add(series(900).dead("no " + i)).toCompletableFuture().get();
      }
      assertThat(letters.count()).isBetween(8L, 10L);
      assertThat(letters.dropped()).isEqualTo(30 - letters.count());
    }
    try (DeadLetters letters =
        DeadLetters.open(directory, Runnable::run, LogListener.NONE, 10_000)) {
      assertThat(letters.count()).isBetween(8L, 10L);
      StringBuilder reasons = new StringBuilder();
      letters.takeAll(letter -> reasons.append(letter.reason()).append(' '));
      assertThat(reasons.toString()).endsWith("no 28 no 29 ").doesNotContain("no 1 ");
      assertThat(letters.count()).isZero();
    }
  }
}
