package io.flaregate.phlare.wal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files of another log in the directory of a log: a copy that went to the wrong place. */
class OtherLogsFilesTest {
  private static final int RECORDS = 12;

  private final MemoryDirectory disk = log();
  private final MemoryDirectory other = log();
  private final List<String> segments =
      disk.files.keySet().stream().filter(name -> name.endsWith(".seg")).sorted().toList();

  /** A closed log of several files. */
  private static MemoryDirectory log() {
    MemoryDirectory disk = new MemoryDirectory();
    try (LogRig rig = LogRig.open(disk, new LogOptions(1024, 1 << 20, 1 << 20))) {
      for (int i = 0; i < RECORDS; i++) {
        rig.append(new byte[200]);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return disk;
  }

  private void take(String name) throws IOException {
    disk.data(name).bytes = other.data(name).bytes.clone();
  }

  private void damageHeader(String name) throws IOException {
    disk.data(name).bytes[9] ^= 1;
  }

  private static void assertAllAreShownOrCounted(LogRig rig) {
    assertThat(rig.shown.size() + rig.damagedRecords()).isEqualTo(RECORDS);
  }

  @Test
  void oneBesideDamagedHeadersDoesNotMakeTheOthersForeign() throws IOException {
    take(segments.get(0));
    for (String name : segments.subList(1, segments.size())) {
      damageHeader(name);
    }
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(rig.shown).isNotEmpty();
      assertThat(rig.damagedRecords()).isPositive();
      assertAllAreShownOrCounted(rig);
    }
  }

  @Test
  void manyDoNotOutvoteTheJournalAndOneOfItsOwn() throws IOException {
    for (String name : segments.subList(1, segments.size())) {
      take(name);
    }
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(rig.shown).isNotEmpty();
      assertThat(rig.damagedRecords()).isPositive();
      assertAllAreShownOrCounted(rig);
    }
  }

  @Test
  void allFilesBesideTheJournalOfAnotherAreReadAndWhatTheJournalKnowsOfIsCountedAsLost()
      throws IOException {
    take(Journal.NAME);
    try (LogRig rig = LogRig.open(disk)) {
      assertThat(rig.shown).hasSize(RECORDS);
      assertThat(rig.damagedRecords()).isEqualTo(RECORDS);
    }
  }
}
