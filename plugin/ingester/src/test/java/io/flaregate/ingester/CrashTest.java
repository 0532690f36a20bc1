package io.flaregate.ingester;

import static io.flaregate.ingester.Pprofs.CPU;
import static io.flaregate.ingester.Pprofs.T0;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.spi.testing.Await;
import io.grpc.StatusRuntimeException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ingester that is killed has everything that it acknowledged. */
class CrashTest {
  private static final int ENOUGH = 40;
  private static final int THREADS = 4;

  /** The process that is killed. */
  static final class Victim {
    private Victim() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      EmbeddedIngester ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(args[0]));
      System.out.println(ingester.grpcTarget());
      Thread.currentThread().join();
    }
  }

  @Test
  void everythingAcknowledgedIsThereAfterAKill(@TempDir Path directory) throws Exception {
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Victim.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Set<Long> acknowledged = ConcurrentHashMap.newKeySet();
    try {
      BufferedReader out =
          new BufferedReader(new InputStreamReader(victim.getInputStream(), UTF_8));
      String target = out.readLine();
      assertThat(target).as("the target that the ingester prints").isNotNull();
      pushUntilKilled(target, victim, acknowledged);
    } finally {
      victim.destroyForcibly();
      assertThat(victim.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ENOUGH);
    try (EmbeddedIngester again =
            EmbeddedIngester.start(IngesterConfig.onFreePorts(directory.toString()));
        IngesterClient client = new IngesterClient(again.grpcTarget(), "t")) {
      Set<Long> there = new HashSet<>();
      long[] sum = {0};
      Pprofs.sums(
              client.mergeProfilesPprof("{}", CPU, 0, 0, (labels, time) -> there.add(time - T0)), 0)
          .values()
          .forEach(value -> sum[0] += value);
      assertThat(there).containsAll(acknowledged);
      assertThat(sum[0]).as("one sample of 1 in each").isEqualTo(there.size());
    }
  }

  private static void pushUntilKilled(String target, Process victim, Set<Long> acknowledged)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads =
        java.util.stream.IntStream.range(0, THREADS)
            .mapToObj(i -> new Thread(() -> push(target, victim, next, acknowledged), "push-" + i))
            .toList();
    threads.forEach(Thread::start);
    Await.until("enough is acknowledged", () -> acknowledged.size() >= ENOUGH);
    // SIGKILL, in the middle of the pushes of the other threads.
    victim.destroyForcibly();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void push(
      String target, Process victim, AtomicInteger next, Set<Long> acknowledged) {
    try (IngesterClient client = new IngesterClient(target, "t")) {
      while (victim.isAlive()) {
        long number = next.getAndIncrement();
        client.push(Pprofs.cpu(T0 + number).sample("main", 1).push("service_name", "a"));
        acknowledged.add(number);
      }
    } catch (StatusRuntimeException e) {
      // The kill: this push was not acknowledged.
    }
  }
}
