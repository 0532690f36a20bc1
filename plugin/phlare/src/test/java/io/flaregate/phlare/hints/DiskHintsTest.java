package io.flaregate.phlare.hints;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.testing.FakeIngester;
import io.flaregate.phlare.wal.log.DiskDirectory;
import io.flaregate.spi.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hints on disk: restarts, damage, and disks that fail. */
class DiskHintsTest {
  private static final long MAX_BYTES = 16 << 20;

  @TempDir private Path folder;

  private Path directory() {
    return folder.resolve("hints");
  }

  private HintsRig rig() {
    return new HintsRig(HintsRig.config(directory(), MAX_BYTES), HintsRig.QUICK);
  }

  private static void awaitQueued(HintsRig rig, int count) {
    Await.until(count + " hints wait", () -> rig.hints.queues().count() == count);
  }

  /** Leaves so many hints in the directory, for i1. */
  private void leave(int count) {
    try (HintsRig rig = rig()) {
      for (int i = 0; i < count; i++) {
        rig.miss("i1", "s" + i, 1000 - i);
      }
      awaitQueued(rig, count);
      rig.closeHints();
      assertThat(rig.meter().total("flaregate_hints_dropped_total")).isZero();
      assertThat(rig.settings.logger().messages(System.Logger.Level.INFO))
          .hasSize(1)
          .first()
          .asString()
          .startsWith("exporter phlare stops with " + count + " hints (")
          .endsWith(" for i1");
    }
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(directory())) {
      return files.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
    }
  }

  @Test
  void hintsSurviveARestartAndAreHandedOverOnceOldestFirst() {
    leave(30);
    try (HintsRig rig = rig();
        FakeIngester ingester = FakeIngester.start()) {
      awaitQueued(rig, 30);
      rig.join("i1", ingester);
      rig.awaitHandedOver("i1", 30);
      List<String> services = HintsRig.services(ingester);
      assertThat(services).hasSize(30).first().isEqualTo("s0");
      assertThat(services).last().isEqualTo("s29");
      assertThat(ingester.pushes().get(0).tenant()).isEqualTo(HintsRig.TENANT);
      assertThat(ingester.series().get(3).profile()).isEqualTo(new byte[100]);
    }
    try (HintsRig rig = rig()) {
      rig.miss("i1", "new", 1);
      awaitQueued(rig, 1);
    }
  }

  @Test
  void hintsThatGrewOldMeanwhileAreDropped() {
    leave(10);
    try (HintsRig rig = new HintsRig(HintsRig.config(directory(), MAX_BYTES), HintsRig.QUICK)) {
      awaitQueued(rig, 10);
      rig.clock.advance(Duration.ofSeconds(2605));
      rig.awaitDropped(DropReason.TOO_OLD, 5);
      awaitQueued(rig, 5);
    }
  }

  @Test
  void damageLosesTheDamagedHintsOnlyAndSaysSo() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 8; round++) {
      delete(directory());
      leave(20);
      Path segment = segments().get(0);
      try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
        // Not in the header of the file, of which LogDamageTest knows.
        long at = file.length() / 2 + random.nextInt((int) (file.length() / 2));
        file.seek(at);
        int old = file.read();
        file.seek(at);
        file.write(old ^ (1 + random.nextInt(255)));
      }
      try (HintsRig rig = rig();
          FakeIngester ingester = FakeIngester.start()) {
        rig.join("i1", ingester);
        Await.until(
            "19 arrive and 1 is lost (seed " + seed + ")",
            () -> rig.handedOver("i1") == 19 && rig.dropped(DropReason.DAMAGED) == 1);
        assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING))
            .as("seed %d", seed)
            .anyMatch(line -> line.contains("1 hints are lost"));
      }
    }
  }

  @Test
  void tornTailLosesTheLastHintOnly() throws IOException {
    leave(20);
    Path segment = segments().get(0);
    try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw")) {
      file.setLength(file.length() - 7);
    }
    try (HintsRig rig = rig();
        FakeIngester ingester = FakeIngester.start()) {
      rig.join("i1", ingester);
      rig.awaitHandedOver("i1", 19);
      assertThat(HintsRig.services(ingester)).doesNotContain("s19");
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING)).isNotEmpty();
    }
  }

  @Test
  void directoryThatVanishesCostsItsHintsAndComesBackByItself() throws IOException {
    try (HintsRig rig = rig();
        FakeIngester ingester = FakeIngester.start()) {
      rig.miss("i1", "lost", 9);
      awaitQueued(rig, 1);
      delete(directory());
      Await.until(
          "a hint is on disk again",
          () -> {
            rig.miss("i1", "kept", 1);
            return Files.exists(directory()) && rig.hints.queues().count() >= 2;
          });
      rig.join("i1", ingester);
      rig.awaitDropped(DropReason.DAMAGED, 1);
      rig.awaitHandedOver("i1", 1);
      assertThat(HintsRig.services(ingester)).contains("kept").doesNotContain("lost");
    }
  }

  @Test
  void directoryThatCannotBeOpenedAtTheStartIsTriedAgain() throws IOException {
    Files.writeString(directory(), "in the way");
    try (HintsRig rig = rig();
        FakeIngester ingester = FakeIngester.start()) {
      rig.join("i1", ingester);
      rig.miss("i1", "lost", 9);
      assertThat(rig.dropped(DropReason.DISK)).isEqualTo(1);
      assertThat(rig.hints.store().problem()).startsWith("cannot open: ");
      Files.delete(directory());
      Await.until("the directory is open", () -> rig.hints.store().problem().isEmpty());
      rig.miss("i1", "kept", 1);
      rig.awaitHandedOver("i1", 1);
      assertThat(rig.settings.logger().messages(System.Logger.Level.WARNING)).hasSize(1);
      assertThat(rig.settings.logger().messages(System.Logger.Level.INFO))
          .containsExactly("exporter phlare: hints are kept in " + directory() + " again");
    }
  }

  @Test
  void twoExportersCannotShareADirectory() {
    try (HintsRig first = rig()) {
      assertThat(first.hints.store().place()).isEqualTo(directory().toString());
      assertThatThrownBy(this::rig)
          .hasMessageStartingWith(
              "phlare: hints::directory: directory " + directory() + " is in use by process ")
          .hasMessageEndingWith("; two cannot share it");
    }
    rig().close();
  }

  @Test
  void directoryOfAnotherProcessIsRefusedUntilItEnds() throws Exception {
    Process other =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Holder.class.getName(),
                directory().toString())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader said = other.inputReader(UTF_8)) {
      assertThat(said.readLine()).isEqualTo("locked");
      assertThatThrownBy(this::rig)
          .hasMessageContaining("is in use by process " + other.pid() + "; two cannot share it");
    } finally {
      other.destroyForcibly().waitFor();
    }
    rig().close();
  }

  /** Holds a directory until it is killed. */
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) throws Exception {
      DiskDirectory directory = new DiskDirectory(Path.of(args[0]));
      directory.lock();
      System.out.println("locked");
      System.out.flush();
      Thread.currentThread().join();
    }
  }

  @Test
  void bytesOnDiskAreBoundedAndTheOldestGive() {
    long max = 1 << 20;
    try (HintsRig rig = new HintsRig(HintsRig.config(directory(), max), HintsRig.QUICK)) {
      for (int i = 0; i < 200; i++) {
        int before = i;
        rig.hints.missed(
            "t", "i1", rig.series("s" + i, Duration.ofSeconds(3000 - i), 20_000, false));
        Await.until(
            "the hint is written",
            () -> rig.hints.queues().count() + rig.dropped(DropReason.FULL) == before + 1);
      }
      assertThat(rig.hints.queues().bytes()).isBetween(max - 30_000, max);
      assertThat(rig.dropped(DropReason.FULL)).isGreaterThan(140);
      assertThat(size(directory())).isLessThan(4 * max);
    }
    try (HintsRig rig = new HintsRig(HintsRig.config(directory(), max / 2), HintsRig.QUICK)) {
      Await.until("half of them fit", () -> rig.dropped(DropReason.FULL) > 20);
      assertThat(rig.hints.queues().bytes()).isLessThanOrEqualTo(max / 2);
    }
  }

  private static long size(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
