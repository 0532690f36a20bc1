package io.flaregate.phlare.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.profiles.corpus.CorpusFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Scanner;
import java.util.zip.CRC32;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GzipCompressorTest {
  private static final int OVERHEAD_BYTES = 530;

  /** Both ways to come by a compressor; where GKL cannot be used they are the same. */
  enum Engine {
    BEST {
      @Override
      GzipCompressor open(int level) {
        return GzipCompressor.open(level);
      }
    },
    JDK {
      @Override
      GzipCompressor open(int level) {
        return GzipCompressor.jdk(level);
      }
    };

    abstract GzipCompressor open(int level);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsCompressedIsReadBackByTheJdk(Engine engine) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int level = 1; level <= 9; level++) {
      try (GzipCompressor compressor = engine.open(level)) {
        for (int round = 0; round < 40; round++) {
          byte[] source = content(random, random.nextInt(1 << random.nextInt(20)) + 10);
          int offset = random.nextInt(10);
          int length = source.length - offset - random.nextInt(source.length - offset + 1);
          byte[] compressed = compressor.compress(source, offset, length);
          assertThat(decompressed(compressed))
              .as("seed %d, level %d, round %d", seed, level, round)
              .isEqualTo(Arrays.copyOfRange(source, offset, offset + length));
          assertThat(compressed.length).isLessThanOrEqualTo(length + length / 8 + OVERHEAD_BYTES);
        }
      }
    }
  }

  /** Zeros, noise, few symbols, repeats near and far: what stresses a deflate differently. */
  private static byte[] content(Random random, int size) {
    byte[] content = new byte[size];
    int kind = random.nextInt(5);
    if (kind == 1) {
      random.nextBytes(content);
    } else if (kind > 1) {
      int period = kind == 2 ? size : 1 + random.nextInt(1 << random.nextInt(17));
      int symbols = 1 + random.nextInt(256);
      for (int i = 0; i < size; i++) {
        content[i] =
            i < period || random.nextInt(64) == 0
                ? (byte) random.nextInt(symbols)
                : content[i - period];
      }
    }
    return content;
  }

  private static byte[] decompressed(byte[] member) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(member))) {
      return in.readAllBytes();
    }
  }

  @ParameterizedTest
  @EnumSource
  void pprofsOfTheCorpusAreReadBack(Engine engine) throws IOException {
    for (int level : new int[] {1, 2, 6}) {
      try (GzipCompressor compressor = engine.open(level)) {
        for (CorpusFile file : Corpus.configured().files("pprof")) {
          byte[] pprof = pprof(file);
          byte[] member = compressor.compress(pprof, 0, pprof.length);
          assertThat(decompressed(member)).as("%s, level %d", file.name(), level).isEqualTo(pprof);
          assertThat(member.length).as(file.name()).isLessThan(pprof.length);
        }
      }
    }
  }

  private static byte[] pprof(CorpusFile file) throws IOException {
    byte[] stored = file.bytes();
    boolean zipped = stored[0] == 0x1f && stored[1] == (byte) 0x8b;
    return zipped ? decompressed(stored) : stored;
  }

  @ParameterizedTest
  @EnumSource
  void headerAndTrailerAreThoseOfTheFormat(Engine engine) {
    byte[] source = content(new Random(3), 5000);
    CRC32 crc = new CRC32();
    crc.update(source, 7, 4000);
    for (int level : new int[] {1, 6}) {
      try (GzipCompressor compressor = engine.open(level)) {
        byte[] member = compressor.compress(source, 7, 4000);
        // Magic, deflate, no flags, no time, fastest or nothing said, system unknown.
        assertThat(Arrays.copyOf(member, 10))
            .containsExactly(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, level == 1 ? 4 : 0, 255);
        assertThat(littleEndian(member, member.length - 8)).isEqualTo((int) crc.getValue());
        assertThat(littleEndian(member, member.length - 4)).isEqualTo(4000);
      }
    }
  }

  private static int littleEndian(byte[] bytes, int at) {
    int value = 0;
    for (int i = 3; i >= 0; i--) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsCompressedToAMemberOfNothing(Engine engine) throws IOException {
    for (int level = 1; level <= 9; level++) {
      try (GzipCompressor compressor = engine.open(level)) {
        assertThat(decompressed(compressor.compress(new byte[0], 0, 0))).isEmpty();
        assertThat(decompressed(compressor.compress(new byte[5], 5, 0))).isEmpty();
        assertThat(compressor.compress(new byte[0], 0, 0).length).isLessThan(40);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void equalInputGivesEqualOutputWhateverCameBefore(Engine engine) {
    Random random = new Random(1);
    for (int level = 1; level <= 9; level++) {
      try (GzipCompressor one = engine.open(level);
          GzipCompressor other = engine.open(level)) {
        for (int round = 0; round < 30; round++) {
          byte[] source = content(random, 1 + random.nextInt(100_000));
          byte[] first = one.compress(source, 0, source.length);
          byte[] between = content(random, 1 + random.nextInt(300_000));
          other.compress(between, 0, between.length);
          assertThat(other.compress(source, 0, source.length))
              .as("level %d", level)
              .isEqualTo(first);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void largeInputsFitAndTheirBufferIsLetGo(Engine engine) throws IOException {
    // Noise in front, so that the worst case for room is met, and then what compresses quickly.
    byte[] large = new byte[64 << 20];
    byte[] noise = new byte[3 << 20];
    new Random(4).nextBytes(noise);
    System.arraycopy(noise, 0, large, 0, noise.length);
    try (GzipCompressor compressor = engine.open(1)) {
      byte[] small = compressor.compress(noise, 0, 100_000);
      int kept = compressor.keptBytes();
      assertThat(kept).isBetween(100_000, 120_000);
      byte[] member = compressor.compress(large, 0, large.length);
      assertThat(compressor.keptBytes()).isZero();
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(member), 1 << 16)) {
        assertThat(Arrays.mismatch(in.readAllBytes(), large)).isEqualTo(-1);
      }
      assertThat(compressor.compress(noise, 0, 100_000)).isEqualTo(small);
      assertThat(compressor.keptBytes()).isEqualTo(kept);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closedCompressorRefusesAndCanBeClosedAgain(Engine engine) {
    GzipCompressor used = engine.open(1);
    used.compress(new byte[100], 0, 100);
    GzipCompressor unused = engine.open(6);
    for (GzipCompressor compressor : List.of(used, unused)) {
      compressor.close();
      compressor.close();
      assertThat(compressor.keptBytes()).isZero();
      assertThatThrownBy(() -> compressor.compress(new byte[1], 0, 1))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("compressor is closed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void badArgumentsAreRefused(Engine engine) {
    for (int level : new int[] {-1, 0, 10}) {
      assertThatThrownBy(() -> engine.open(level))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("gzip level is " + level + ", must be 1 to 9");
    }
    try (GzipCompressor compressor = engine.open(1)) {
      assertThatThrownBy(() -> compressor.compress(new byte[10], 5, 6))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> compressor.compress(new byte[10], -1, 6))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  @EnabledOnOs(value = OS.LINUX, disabledReason = "resident memory is read from /proc")
  void nativeMemoryIsFreedOnClose(Engine engine) throws IOException {
    byte[] source = content(new Random(5), 20_000);
    openUseAndClose(engine, source, 300);
    long before = residentBytes();
    openUseAndClose(engine, source, 1500);
    // Streams that stay open took 115 MiB (GKL) and 232 MiB (JDK) here.
    assertThat(residentBytes() - before).isLessThan(50L << 20);
  }

  private static void openUseAndClose(Engine engine, byte[] source, int times) {
    List<GzipCompressor> reachable = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      GzipCompressor compressor = engine.open(1);
      if (engine == Engine.JDK) {
        // Else the collector would free what close forgets.
        reachable.add(compressor);
      }
      assertThat(compressor.compress(source, 0, source.length)).isNotEmpty();
      compressor.close();
      if (i % 100 == 99) {
        // The JDK's class beneath GKL's has a stream of its own, which only the collector frees.
        System.gc();
      }
    }
    assertThat(reachable).hasSize(engine == Engine.JDK ? times : 0);
  }

  private static long residentBytes() throws IOException {
    try (Scanner statm = new Scanner(Path.of("/proc/self/statm"), StandardCharsets.US_ASCII)) {
      statm.nextLong();
      return statm.nextLong() * 4096;
    }
  }
}
