package io.flaregate.phlare.wal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a process that appends; more runs: {@code -Dflaregate.kill.runs=100}. */
class LogKillTest {
  private static final int RUNS = Integer.getInteger("flaregate.kill.runs", 20);
  private static final LogOptions OPTIONS = new LogOptions(200_000, 256 << 20, 8 << 20);

  @TempDir private Path temp;

  /** Appends for ever, from four threads, and says what was told to be safe. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws Exception {
      RecordLog log =
          RecordLog.open(
              new DiskDirectory(Path.of(args[0])), OPTIONS, Runnable::run, LogListener.NONE);
      log.replay((id, payload) -> {});
      for (int thread = 0; thread < 4; thread++) {
        Random random = new Random(thread);
        new Thread(() -> append(log, random)).start();
      }
    }

    private static void append(RecordLog log, Random random) {
      try {
        while (true) {
          long value = random.nextLong();
          byte[] bytes = ByteBuffer.allocate(8 + random.nextInt(2000)).putLong(value).array();
          long id = log.append(List.<byte[][]>of(new byte[][] {bytes})).toCompletableFuture().get();
          String line = "safe " + id + " " + value + System.lineSeparator();
          synchronized (log) {
            System.out.print(line);
            System.out.flush();
          }
        }
      } catch (InterruptedException | ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @Test
  void whatWasToldToBeSafeSurvivesSIGKILL() throws Exception {
    Random random = new Random(7);
    long checked = 0;
    for (int run = 0; run < RUNS; run++) {
      Path directory = temp.resolve("run" + run);
      Set<String> told = killedAfter(directory, 1 + random.nextInt(300));
      checked += told.size();
      try (LogRig rig = LogRig.open(new DiskDirectory(directory), OPTIONS)) {
        for (String line : told) {
          String[] words = line.split(" ", 3);
          byte[] bytes = rig.shown.get(Long.parseLong(words[1]));
          assertThat(bytes).as("run %d: %s", run, line).isNotNull();
          assertThat(ByteBuffer.wrap(bytes).getLong()).isEqualTo(Long.parseLong(words[2]));
        }
        assertThat(rig.damagedRecords()).as("run %d %s", run, rig.damages).isZero();
      }
    }
    assertThat(checked).isGreaterThanOrEqualTo(RUNS);
  }

  private static Set<String> killedAfter(Path directory, int lines) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    Set<String> told = new HashSet<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String line = reader.readLine();
      while (line != null) {
        if (line.startsWith("safe ") && line.split(" ", 3).length == 3) {
          told.add(line);
        }
        if (told.size() == lines) {
          process.toHandle().destroyForcibly();
        }
        line = reader.readLine();
      }
    } finally {
      process.destroyForcibly();
    }
    return told;
  }
}
