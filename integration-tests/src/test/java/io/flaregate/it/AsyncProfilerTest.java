package io.flaregate.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.profiles.oracle.SeriesKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import one.profiler.AsyncProfiler;
import one.profiler.Counter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What async-profiler records of this process and writes as OTLP is stored, over HTTP and gRPC. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AsyncProfilerTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int MIN_SAMPLES = 20;

  private Cluster cluster;
  private OtlpClient client;
  private AsyncProfiler profiler;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    cluster = new Cluster(directory, "reject_newer_than: 10m");
    client = new OtlpClient(cluster.grpc(), cluster.http());
    profiler = AsyncProfiler.getInstance();
    profiler.execute("start,event=itimer,interval=1ms");
    Await.until("samples of a busy loop", PATIENCE, () -> work() && samples() >= MIN_SAMPLES);
    profiler.stop();
  }

  @AfterAll
  void stop() {
    client.close();
    cluster.close();
  }

  /** Some milliseconds of CPU time in a method that stacktraces name. */
  private static boolean work() {
    double x = 0;
    for (int i = 0; i < 2_000_000; i++) {
      x = Math.sqrt(x + i);
    }
    return x > 0;
  }

  private long samples() {
    return profiler
        .dumpCollapsed(Counter.SAMPLES)
        .lines()
        .filter(line -> line.contains("AsyncProfilerTest.work"))
        .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  @ParameterizedTest
  @EnumSource(Counter.class)
  void everythingRecordedIsStoredOverHttp(Counter counter) throws Exception {
    byte[] body = profiler.dumpOtlp(counter);

    OtlpClient.Reply reply = client.http(body, "http-" + counter, "");

    assertThat(reply.status()).as(reply.toString()).isEqualTo("200");
    assertThat(reply.rejected()).as(reply.toString()).isZero();
    assertStored(body, "http-" + counter);
  }

  @Test
  void everythingRecordedIsStoredOverGrpc() throws Exception {
    byte[] body = profiler.dumpOtlp(Counter.TOTAL);

    OtlpClient.Reply reply = client.grpc(body, "grpc", true);

    assertThat(reply.status()).as(reply.toString()).isEqualTo("OK");
    assertThat(reply.rejected()).as(reply.toString()).isZero();
    assertStored(body, "grpc");
  }

  private void assertStored(byte[] body, String tenant) throws Exception {
    Map<SeriesKey, Long> expected = ExpectedSums.of(body);
    assertThat(expected.values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThanOrEqualTo(MIN_SAMPLES);
    assertThat(new String(body, UTF_8)).contains("AsyncProfilerTest.work");
    try (ClusterReader reader = new ClusterReader(cluster.targets(), tenant)) {
      assertThat(reader.sums()).isEqualTo(expected);
    }
  }
}
