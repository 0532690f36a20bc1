package io.flaregate.phlare.wal.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.flaregate.spi.testing.Choices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes in the files of a log, as a damaged disk may hold them: recovery never fails, shows
 * nothing but what was written, and counts what is missing.
 */
class RecoveryFuzzTest {
  private static final int RECORDS = 40;
  private static final long SALT = 0x1234_5678_9ABC_DEF1L;
  private static final Sample SAMPLE = Sample.make();

  /** A log that was closed properly. */
  private record Sample(MemoryDirectory disk, Map<Long, byte[]> live, List<String> segments) {
    static Sample make() {
      return make(SALT);
    }

    /** A log of a known salt, so that an input means the same in every process. */
    static Sample make(long salt) {
      MemoryDirectory disk = new MemoryDirectory();
      Map<Long, byte[]> live = new TreeMap<>();
      Random random = new Random(7);
      try {
        new Journal(disk).rewrite(journal -> journal.salt(salt));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      try (LogRig rig = LogRig.open(disk, new LogOptions(1024, 1 << 20, 1 << 20))) {
        for (int i = 0; i < RECORDS; i++) {
          byte[] bytes = new byte[random.nextInt(120)];
          random.nextBytes(bytes);
          live.put(rig.append(bytes), bytes);
        }
        for (Long id : new ArrayList<>(live.keySet())) {
          if (random.nextInt(4) == 0) {
            rig.log.acknowledge(id);
            live.remove(id);
          }
        }
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
      List<String> segments =
          disk.files.keySet().stream().filter(name -> name.endsWith(".seg")).toList();
      return new Sample(disk, live, segments);
    }
  }

  /** What recovery showed and told. */
  private record Found(Map<Long, byte[]> shown, long lost) {}

  static Stream<byte[]> seeds() throws IOException {
    byte[] segment = SAMPLE.disk.data(SAMPLE.segments.get(0)).bytes;
    byte[] journal = SAMPLE.disk.data(Journal.NAME).bytes;
    byte[] other = Sample.make(SALT + 2).disk.data(SAMPLE.segments.get(0)).bytes;
    return Stream.of(
        join(new byte[] {4, 1, 0, 0}, Arrays.copyOf(other, 400)),
        new byte[] {0, 0, 50, 0, 4, 1, 2, 3, 4},
        new byte[] {1, 0, 0, 100, 2, 0, 30, 60},
        new byte[] {3, 1, 0, 100, 40, 0, 1, 1, 1, 10, 9, 9, 9},
        join(new byte[] {4, 0, 0, 0}, Arrays.copyOf(segment, 400)),
        join(new byte[] {5, 0, 0, 0}, Arrays.copyOf(journal, Math.min(400, journal.length))));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void nothingIsShownThatWasNotWrittenAndWhatIsMissingIsCounted(byte[] input) throws IOException {
    Choices choices = new Choices(input);
    MemoryDirectory disk = SAMPLE.disk.copy();
    boolean journalIsWhole = true;
    do {
      journalIsWhole &= damage(disk, choices);
    } while (choices.hasMore());
    Found found = recover(disk);
    found.shown.forEach(
        (id, bytes) -> {
          // What was acknowledged may show up again where the journal is gone.
          byte[] written = SAMPLE.live.get(id);
          if (written == null ? id < 1 || id > RECORDS + 1 : !Arrays.equals(bytes, written)) {
            throw new AssertionError("record " + id + " is shown and was not written so");
          }
        });
    long missing = SAMPLE.live.keySet().stream().filter(id -> !found.shown.containsKey(id)).count();
    if (journalIsWhole) {
      assertThat(found.lost).isGreaterThanOrEqualTo(missing).isLessThanOrEqualTo(RECORDS);
      assertThat(SAMPLE.live.keySet()).containsAll(found.shown.keySet());
    }
    Found again = recover(disk);
    assertThat(again.shown.keySet()).isEqualTo(found.shown.keySet());
    assertThat(again.lost).isEqualTo(found.lost);
  }

  /** One change to one file; tells whether it was not the journal's. */
  private static boolean damage(MemoryDirectory disk, Choices choices) throws IOException {
    int kind = choices.below(6);
    String segment = SAMPLE.segments.get(choices.below(SAMPLE.segments.size()));
    MemoryDirectory.Data data = disk.data(kind == 5 ? Journal.NAME : segment);
    int at = (choices.next() << 8 | choices.next()) % (data.bytes.length + 1);
    switch (kind) {
      case 0, 5 -> {
        byte[] over = kind == 5 ? choices.rest() : choices.bytes(choices.next());
        int count = Math.min(over.length, data.bytes.length - at);
        System.arraycopy(over, 0, data.bytes, at, count);
      }
      case 1 -> data.bytes = Arrays.copyOf(data.bytes, at);
      case 2 -> {
        int end = Math.min(data.bytes.length, at + choices.next());
        data.bytes = spliced(data.bytes, at, end, new byte[0]);
      }
      case 3 -> data.bytes = spliced(data.bytes, at, at, choices.bytes(choices.next()));
      default -> data.bytes = choices.rest();
    }
    return kind != 5;
  }

  private static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
    return join(Arrays.copyOf(bytes, from), with, Arrays.copyOfRange(bytes, to, bytes.length));
  }

  private static Found recover(MemoryDirectory disk) throws IOException {
    Recovery recovery = Recovery.of(disk);
    LogIndex index = new LogIndex();
    recovery.segments().forEach(index::add);
    Map<Long, byte[]> shown = new TreeMap<>();
    List<Damage> damages = new ArrayList<>(recovery.gone());
    LogListener listener =
        new LogListener() {
          @Override
          public void committed(int records, long bytes, long forceNanos) {}

          @Override
          public void failed(String what, Exception why) {
            throw new AssertionError(what, why);
          }

          @Override
          public void damaged(Damage damage) {
            damages.add(damage);
          }
        };
    recovery.replay(
        index,
        (id, payload) -> {
          if (shown.put(id, LogRig.bytes(payload)) != null) {
            throw new AssertionError("record " + id + " is shown twice");
          }
        },
        listener,
        () -> false);
    long lost = 0;
    for (Damage damage : damages) {
      if (damage.records() < 0 || damage.bytes() < 0) {
        throw new AssertionError(damage);
      }
      lost += damage.records();
    }
    return new Found(shown, lost);
  }
}
