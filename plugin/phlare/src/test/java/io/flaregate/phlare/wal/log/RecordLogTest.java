package io.flaregate.phlare.wal.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordLogTest {
  @TempDir private Path temp;

  private static byte[] text(String text) {
    return text.getBytes(UTF_8);
  }

  private static List<String> texts(LogRig rig) {
    return rig.shown.values().stream().map(bytes -> new String(bytes, UTF_8)).toList();
  }

  @Test
  void showsAfterReopeningWhatWasAppendedAndNotAcknowledged() throws IOException {
    Path path = temp.resolve("new/log");
    long first;
    try (LogRig rig = LogRig.open(new DiskDirectory(path))) {
      first = rig.append(text("a"), text("b"), text("c"));
      rig.log.acknowledge(first + 1);
      assertThat(rig.log.read(first + 2)).isEqualTo(text("c"));
      assertThat(rig.log.stats().records()).isEqualTo(2);
    }
    try (LogRig rig = LogRig.open(new DiskDirectory(path))) {
      assertThat(texts(rig)).containsExactly("a", "c");
      assertThat(rig.shown.keySet()).containsExactly(first, first + 2);
      assertThat(rig.append(text("d"))).isGreaterThan(first + 2);
      assertThat(rig.damages).isEmpty();
      assertThat(rig.failures).isEmpty();
    }
    try (LogRig rig = LogRig.open(new DiskDirectory(path))) {
      assertThat(texts(rig)).containsExactly("a", "c", "d");
    }
  }

  @Test
  void refusesADirectoryInUseAndNamesWhoHasIt() throws IOException {
    try (LogRig rig = LogRig.open(new DiskDirectory(temp))) {
      assertThatThrownBy(() -> LogRig.open(new DiskDirectory(temp)))
          .isInstanceOf(LogLockedException.class)
          .hasMessageContaining(temp.toString())
          .hasMessageContaining("process " + ProcessHandle.current().pid());
      assertThat(rig.append(text("still works"))).isPositive();
    }
    try (LogRig rig = LogRig.open(new DiskDirectory(temp))) {
      assertThat(texts(rig)).containsExactly("still works");
    }
  }

  @Test
  void deletesSegmentsOfWhichEverythingIsAcknowledged() throws IOException {
    try (LogRig rig = LogRig.open(new DiskDirectory(temp))) {
      List<Long> ids = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        ids.add(rig.append(new byte[1000]));
      }
      assertThat(rig.log.stats().segments()).isGreaterThan(10);
      ids.forEach(rig.log::acknowledge);
      LogRig.await(() -> rig.log.stats().segments() == 1);
      assertThat(rig.log.stats().records()).isZero();
    }
    try (LogRig rig = LogRig.open(new DiskDirectory(temp))) {
      assertThat(rig.shown).isEmpty();
      LogRig.await(() -> rig.log.stats().segments() == 0);
      assertThat(rig.damages).isEmpty();
    }
  }

  @Test
  void aRecordThatStaysPinsNoSegmentAndKeepsItsId() throws IOException {
    MemoryDirectory disk = new MemoryDirectory();
    long stuck;
    try (LogRig rig = LogRig.open(disk)) {
      stuck = rig.append(text("stuck"));
      for (int i = 0; i < 200; i++) {
        rig.log.acknowledge(rig.append(new byte[1000]));
      }
      LogRig.await(() -> rig.log.stats().segments() <= 2);
      assertThat(rig.log.read(stuck)).isEqualTo(text("stuck"));
      assertThat(rig.log.stats().records()).isEqualTo(1);
    }
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(texts(rig)).containsExactly("stuck");
      assertThat(rig.shown).containsKey(stuck);
      rig.log.acknowledge(stuck);
    }
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(rig.shown).isEmpty();
      assertThat(rig.damages).isEmpty();
    }
  }

  @Test
  void refusesBeyondItsBoundAndTakesAgainWhenThereIsRoom() throws IOException {
    LogOptions options = new LogOptions(4096, 20_000, 1 << 20);
    try (LogRig rig = LogRig.open(new MemoryDirectory(), options)) {
      List<Long> ids = new ArrayList<>();
      assertThatThrownBy(
              () -> {
                while (true) {
                  ids.add(rig.append(new byte[1000]));
                }
              })
          .hasRootCauseInstanceOf(LogFullException.class)
          .hasMessageContaining("at most 20000");
      assertThat(ids).hasSizeBetween(15, 20);
      assertThat(rig.log.stats().records()).isEqualTo(ids.size());
      ids.forEach(rig.log::acknowledge);
      LogRig.await(() -> rig.log.stats().bytes() < 10_000);
      assertThat(rig.append(new byte[1000])).isPositive();
    }
  }

  @Test
  void aFullDiskRefusesKeepsWhatIsThereAndRecovers() throws IOException {
    MemoryDirectory disk = new MemoryDirectory();
    try (LogRig rig = LogRig.open(disk)) {
      rig.append(text("before"));
      disk.capacity = disk.size() + 100;
      assertThatThrownBy(() -> rig.append(new byte[1000])).hasMessageContaining("No space left");
      assertThatThrownBy(() -> rig.append(new byte[1000])).hasMessageContaining("No space left");
      disk.capacity = Long.MAX_VALUE;
      rig.append(text("after"));
    }
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(texts(rig)).containsExactly("before", "after");
      assertThat(rig.damages).isEmpty();
    }
  }

  @Test
  void aDiskThatFailsRefusesAndRecovers() throws IOException {
    MemoryDirectory disk = new MemoryDirectory();
    try (LogRig rig = LogRig.open(disk)) {
      rig.append(text("before"));
      disk.failForce = true;
      assertThatThrownBy(() -> rig.append(text("not safe"))).hasMessageContaining("Input/output");
      disk.failForce = false;
      rig.append(text("between"));
      disk.failWrite = true;
      assertThatThrownBy(() -> rig.append(text("no"))).hasMessageContaining("Input/output");
      disk.failWrite = false;
      rig.append(text("after"));
    }
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(texts(rig)).containsExactly("before", "between", "after");
      assertThat(rig.damages).isEmpty();
    }
  }

  @Test
  void aDirectoryThatIsDeletedRefusesAndIsMadeAgain() throws IOException {
    Path path = temp.resolve("log");
    try (LogRig rig = LogRig.open(new DiskDirectory(path))) {
      long gone = rig.append(text("gone with the directory"));
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(path);
      assertThatThrownBy(() -> rig.append(text("nowhere"))).hasMessageContaining("deleted");
      long kept = rig.append(text("kept"));
      assertThat(rig.log.read(kept)).isEqualTo(text("kept"));
      assertThatThrownBy(() -> rig.log.read(gone)).isInstanceOf(RecordLostException.class);
      assertThatThrownBy(() -> LogRig.open(new DiskDirectory(path)))
          .isInstanceOf(LogLockedException.class);
    }
    try (LogRig rig = LogRig.open(new DiskDirectory(path))) {
      assertThat(texts(rig)).containsExactly("kept");
    }
  }

  @Test
  void aJournalThatCannotBeWrittenKeepsNobodyFromAppending() throws IOException {
    MemoryDirectory disk = new MemoryDirectory();
    try (LogRig rig = LogRig.open(disk)) {
      long first = rig.append(text("first"));
      disk.failWrite = true;
      rig.log.acknowledge(first);
      LogRig.await(() -> !rig.failures.isEmpty());
      disk.failWrite = false;
      rig.append(text("second"));
      LogRig.await(() -> rig.log.stats().records() == 1);
    }
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(texts(rig)).contains("second");
    }
  }

  @Test
  void aRecordCannotPassForTwoByWhatIsInIt() throws IOException {
    MemoryDirectory disk = new MemoryDirectory();
    try (LogRig rig = LogRig.open(disk)) {
      rig.append(text("x".repeat(500)));
    }
    String segment =
        disk.files.keySet().stream()
            .filter(name -> name.endsWith(".seg"))
            .findFirst()
            .orElseThrow();
    byte[] forged = disk.data(segment).bytes;
    // A sender that knows the format sends a whole file of another log as a profile.
    MemoryDirectory victim = new MemoryDirectory();
    try (LogRig rig = LogRig.open(victim)) {
      rig.append(forged, text("innocent"));
    }
    String name =
        victim.files.keySet().stream()
            .filter(each -> each.endsWith(".seg"))
            .findFirst()
            .orElseThrow();
    victim.data(name).bytes[SegmentHeader.BYTES] ^= 1;
    try (LogRig rig = LogRig.open(victim)) {
      assertThat(texts(rig)).containsExactly("innocent");
      assertThat(rig.damagedRecords()).isEqualTo(1);
    }
  }
}
