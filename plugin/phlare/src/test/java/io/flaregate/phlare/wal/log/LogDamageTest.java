package io.flaregate.phlare.wal.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Damages the files of a log in all ways and asks that nothing is lost but what was damaged, and
 * that it is counted. More seeds: {@code -Dflaregate.damage.seeds=10000}.
 */
class LogDamageTest {
  private static final int SEEDS = Integer.getInteger("flaregate.damage.seeds", 100);

  /** A log that was closed: its disk, what is live in it, and where each record is. */
  private static final class Sample {
    final MemoryDirectory disk = new MemoryDirectory();
    final Map<Long, byte[]> live = new TreeMap<>();

    /** For each file the records in it that are live, by place: offset and end. */
    final Map<String, Map<Long, int[]>> places = new HashMap<>();

    Sample(Random random) throws IOException {
      try (LogRig rig = LogRig.open(disk)) {
        int count = 5 + random.nextInt(60);
        for (int i = 0; i < count; i++) {
          byte[] bytes = new byte[random.nextInt(random.nextInt(20) == 0 ? 3000 : 300)];
          random.nextBytes(bytes);
          live.put(rig.append(bytes), bytes);
        }
        for (Long id : new ArrayList<>(live.keySet())) {
          if (random.nextInt(4) == 0) {
            rig.log.acknowledge(id);
            live.remove(id);
          }
        }
      }
      // Once more, so that everything lies where it stays.
      try (LogRig rig = LogRig.open(disk)) {
        assertThat(rig.shown.keySet()).isEqualTo(live.keySet());
        LogRig.await(() -> rig.log.stats().records() == live.size());
      }
      Recovery recovery = Recovery.of(disk);
      LogIndex index = new LogIndex();
      recovery.segments().forEach(index::add);
      recovery.replay(index, (id, payload) -> {}, LogListener.NONE, () -> false);
      for (Long id : live.keySet()) {
        LogIndex.Place place = index.find(id);
        if (place == null) {
          throw new AssertionError("record " + id + " has no place");
        }
        int end = place.offset() + RecordFormat.HEADER_BYTES + place.length();
        places
            .computeIfAbsent(place.file(), key -> new TreeMap<>())
            .put(id, new int[] {place.offset(), end});
      }
    }

    List<String> segments() {
      return disk.files.keySet().stream().filter(name -> name.endsWith(".seg")).toList();
    }

    Set<Long> in(String file, int from, int until) {
      Set<Long> hit = new HashSet<>();
      places
          .getOrDefault(file, Map.of())
          .forEach(
              (id, place) -> {
                if (place[0] < until && from < place[1]) {
                  hit.add(id);
                }
              });
      return hit;
    }
  }

  /** What is shown is exactly what was live and not hit, and what was hit is counted. */
  private static void check(Sample sample, MemoryDirectory damaged, Set<Long> hit, String what)
      throws IOException {
    try (LogRig rig = LogRig.open(damaged)) {
      Map<Long, byte[]> expected = new TreeMap<>(sample.live);
      expected.keySet().removeAll(hit);
      assertThat(rig.shown.keySet()).as(what).isEqualTo(expected.keySet());
      expected.forEach((id, bytes) -> assertThat(rig.shown.get(id)).as(what).isEqualTo(bytes));
      assertThat(rig.damagedRecords()).as(what + " " + rig.damages).isEqualTo(hit.size());
      assertThat(rig.append(new byte[10])).as(what).isPositive();
    }
    // Damage is told once.
    try (LogRig rig = LogRig.open(damaged)) {
      assertThat(rig.damagedRecords()).as(what + ", opened again").isZero();
      assertThat(rig.shown).as(what).hasSize(sample.live.size() - hit.size() + 1);
    }
  }

  @Test
  void flippedBytesLoseOnlyTheRecordsThatTheyAreIn() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Sample sample = new Sample(random);
      MemoryDirectory damaged = sample.disk.copy();
      Set<Long> hit = new HashSet<>();
      int flips = 1 + random.nextInt(5);
      for (int i = 0; i < flips && !sample.segments().isEmpty(); i++) {
        String file = sample.segments().get(random.nextInt(sample.segments().size()));
        byte[] bytes = damaged.data(file).bytes;
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 + random.nextInt(255));
        if (bytes[at] != sample.disk.data(file).bytes[at]) {
          hit.addAll(sample.in(file, at, at + 1));
        }
      }
      check(sample, damaged, hit, "seed " + seed);
    }
  }

  @Test
  void overwrittenStretchesLoseOnlyTheRecordsThatTheyTouch() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(1_000_000 + seed);
      Sample sample = new Sample(random);
      if (sample.segments().isEmpty()) {
        continue;
      }
      MemoryDirectory damaged = sample.disk.copy();
      String file = sample.segments().get(random.nextInt(sample.segments().size()));
      byte[] bytes = damaged.data(file).bytes;
      int from = random.nextInt(bytes.length);
      int until = Math.min(bytes.length, from + 1 + random.nextInt(2000));
      for (int at = from; at < until; at++) {
        bytes[at] = (byte) ~bytes[at];
      }
      check(sample, damaged, sample.in(file, from, until), "seed " + seed);
    }
  }

  @Test
  void truncatedFilesLoseOnlyTheRecordsThatAreCutOff() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(2_000_000 + seed);
      Sample sample = new Sample(random);
      if (sample.segments().isEmpty()) {
        continue;
      }
      MemoryDirectory damaged = sample.disk.copy();
      String file = sample.segments().get(random.nextInt(sample.segments().size()));
      int length = damaged.data(file).bytes.length;
      int left = SegmentHeader.BYTES + random.nextInt(length - SegmentHeader.BYTES + 1);
      damaged.data(file).bytes = Arrays.copyOf(damaged.data(file).bytes, left);
      check(sample, damaged, sample.in(file, left, length), "seed " + seed);
    }
  }

  @Test
  void aDeletedFileLosesItsOwnRecordsAlone() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(3_000_000 + seed);
      Sample sample = new Sample(random);
      if (sample.segments().isEmpty()) {
        continue;
      }
      MemoryDirectory damaged = sample.disk.copy();
      String file = sample.segments().get(random.nextInt(sample.segments().size()));
      damaged.delete(file);
      check(sample, damaged, sample.in(file, 0, Integer.MAX_VALUE), "seed " + seed);
    }
  }

  @Test
  void aDamagedJournalLosesNothing() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(4_000_000 + seed);
      Sample sample = new Sample(random);
      MemoryDirectory damaged = sample.disk.copy();
      if (random.nextInt(4) == 0) {
        damaged.delete(Journal.NAME);
      } else {
        byte[] bytes = damaged.data(Journal.NAME).bytes;
        for (int i = 0; i < 10; i++) {
          bytes[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
        }
      }
      try (LogRig rig = LogRig.open(damaged)) {
        assertThat(rig.shown.keySet()).as("seed %d", seed).containsAll(sample.live.keySet());
        assertThat(rig.damagedRecords()).as("seed %d %s", seed, rig.damages).isZero();
        long fresh = rig.append(new byte[10]);
        assertThat(fresh).as("seed %d", seed).isNotIn(rig.shown.keySet());
      }
    }
  }

  @Test
  void aFileThatDoesNotBelongThereIsLeftAlone() throws IOException {
    for (int seed = 0; seed < SEEDS / 10; seed++) {
      Random random = new Random(5_000_000 + seed);
      Sample sample = new Sample(random);
      Sample other = new Sample(random);
      if (sample.segments().size() < 2 || other.segments().isEmpty()) {
        continue;
      }
      MemoryDirectory damaged = sample.disk.copy();
      String stranger = other.segments().get(0);
      damaged.files.put(SegmentHeader.name(999), other.disk.copy().data(stranger));
      String twin = sample.segments().get(0);
      damaged.files.put(SegmentHeader.name(1000), sample.disk.copy().data(twin));
      damaged.files.put("notes.txt", new MemoryDirectory.Data());
      check(sample, damaged, Set.of(), "seed " + seed);
      assertThat(damaged.files).containsKeys(SegmentHeader.name(999), "notes.txt");
    }
  }

  @Test
  void aLastRecordCutAtAnyByteLosesNoOther() throws IOException {
    Sample sample = new Sample(new Random(42));
    String file = sample.segments().get(sample.segments().size() - 1);
    int length = sample.disk.data(file).bytes.length;
    for (int left = SegmentHeader.BYTES; left <= length; left++) {
      MemoryDirectory damaged = sample.disk.copy();
      damaged.data(file).bytes = Arrays.copyOf(damaged.data(file).bytes, left);
      check(sample, damaged, sample.in(file, left, length), "cut at " + left);
    }
  }

  @Test
  void aFileThatAnotherStandsInPlaceOfIsCountedAsLost() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(6_000_000 + seed);
      Sample sample = new Sample(random);
      if (sample.segments().size() < 2) {
        continue;
      }
      MemoryDirectory damaged = sample.disk.copy();
      String file = sample.segments().get(0);
      damaged.files.put(file, sample.disk.copy().data(sample.segments().get(1)));
      check(sample, damaged, sample.in(file, 0, Integer.MAX_VALUE), "seed " + seed);
    }
  }
}
