package io.flaregate.phlare.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class GzipCompressorTest {

  @Test
  void whatIsCompressedIsReadBackByTheJdk() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int level : new int[] {1, 6, 9}) {
      try (GzipCompressor compressor = new GzipCompressor(level)) {
        for (int round = 0; round < 60; round++) {
          byte[] source = new byte[random.nextInt(1 << random.nextInt(20)) + 10];
          if (random.nextBoolean()) {
            random.nextBytes(source);
          }
          int offset = random.nextInt(10);
          int length = source.length - offset - random.nextInt(source.length - offset + 1);
          byte[] compressed = compressor.compress(source, offset, length);
          try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(compressed))) {
            assertThat(in.readAllBytes())
                .as("seed %d", seed)
                .isEqualTo(Arrays.copyOfRange(source, offset, offset + length));
          }
        }
      }
    }
  }

  @Test
  void equalInputGivesEqualOutput() {
    byte[] source = new byte[50_000];
    new Random(1).nextBytes(source);
    try (GzipCompressor one = new GzipCompressor(1);
        GzipCompressor other = new GzipCompressor(1)) {
      byte[] first = one.compress(source, 0, source.length);
      other.compress(source, 5, 500);
      assertThat(other.compress(source, 0, source.length)).isEqualTo(first);
    }
  }
}
