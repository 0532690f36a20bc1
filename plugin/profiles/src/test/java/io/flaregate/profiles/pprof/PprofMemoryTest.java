package io.flaregate.profiles.pprof;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import io.flaregate.profiles.fixture.ProfilesFixture;
import io.flaregate.spi.profiles.Profiles;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What decoding and encoding allocate. */
class PprofMemoryTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What is allocated whatever the pprof: tables, rows, the columns' headers. */
  private static final long FIXED = 8 << 10;

  private final PprofDecoder decoder = PprofDecoder.strict();

  private long allocated(byte[] body) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      decoder.decode(body);
    } catch (MalformedPprofException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  static Stream<CorpusFile> files() {
    return Corpus.configured().files("pprof").stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void realPprofsTakeTheirColumnsAndLittleElse(CorpusFile file) {
    byte[] body = file.body();
    // The first decode makes the arrays that the second uses again.
    allocated(body);
    assertThat(allocated(body)).isLessThan(5L * body.length + FIXED);
  }

  private static byte[] repeated(int[] part, int size) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    // A string table and a value type, so that the rest is looked at.
    out.writeBytes(new byte[] {0x32, 0, 0x0A, 0});
    while (out.size() + part.length <= size) {
      for (int next : part) {
        out.write(next);
      }
    }
    return out.toByteArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "32 00",
        "12 00",
        "12 02 10 01",
        "12 04 10 01 1a 00",
        "1a 00",
        "22 02 22 00",
        "2a 00",
        "0a 00",
        "68 00",
        "32 01 ff"
      })
  void bodiesMadeOfTheSmallestEntriesTakeNoMoreThanTheirShare(String entry) {
    int[] part = Stream.of(entry.split(" ")).mapToInt(each -> Integer.parseInt(each, 16)).toArray();
    byte[] body = repeated(part, 1 << 20);
    // Most have no ids and are refused, after their columns have been allocated.
    assertThat(allocated(body)).isLessThan(64L * body.length + FIXED);
  }

  @Test
  void manyLinesTakeNoMoreThanTheirShare() {
    byte[] lines = repeated(new int[] {0x22, 0}, 1 << 20);
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    body.writeBytes(new byte[] {0x32, 0, 0x0A, 0, 0x22});
    for (int rest = lines.length - 4; rest > 0; rest >>>= 7) {
      body.write(rest > 0x7F ? rest | 0x80 : rest);
    }
    body.write(lines, 4, lines.length - 4);
    assertThat(allocated(body.toByteArray())).isLessThan(64L * body.size() + FIXED);
  }

  @Test
  void aLargeDictionaryCostsNothingForEachOfItsPprofs() {
    int rows = 50;
    ProfilesFixture fixture = new ProfilesFixture();
    for (int i = 0; i < 300_000; i++) {
      fixture.dictionary.location(0, i, false);
    }
    int stack = fixture.dictionary.stack(fixture.dictionary.frame("main"));
    for (int row = 0; row < rows; row++) {
      fixture.row().sample(stack, 1 + row);
    }
    Profiles profiles = fixture.build();
    PprofEncoder encoder = new PprofEncoder();
    encoder.encode(profiles, 0);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int row = 0; row < rows; row++) {
      encoder.encode(profiles, row);
    }
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(rows * FIXED);
    encoder.trim();
    assertThat(encoder.encode(profiles, 3)).isEqualTo(new PprofEncoder().encode(profiles, 3));
  }
}
