package io.flaregate.ring.desc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnappyBlockTest {
  private static final int LIMIT = 1 << 20;

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  @Test
  void whatIsCompressedComesBack() throws Exception {
    for (long seed = 1; seed <= 400; seed++) {
      Random random = new Random(seed);
      byte[] plain = new byte[random.nextInt(1 << (1 + random.nextInt(18)))];
      int values = 1 + random.nextInt(random.nextBoolean() ? 3 : 256);
      int at = 0;
      while (at < plain.length) {
        int run = Math.min(plain.length - at, 1 + random.nextInt(200));
        byte value = (byte) random.nextInt(values);
        for (int i = 0; i < run; i++) {
          plain[at++] = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : value;
        }
      }
      byte[] block = SnappyBlock.encode(plain);
      assertThat(SnappyBlock.decode(block, LIMIT)).as("seed %d", seed).isEqualTo(plain);
      assertThat(block.length).as("seed %d", seed).isLessThanOrEqualTo(32 + plain.length * 7 / 6);
    }
  }

  @Test
  void repetitionIsCompressed() {
    byte[] plain = new byte[100_000];
    assertThat(SnappyBlock.encode(plain).length).isLessThan(plain.length / 20);
  }

  @Test
  void allElementsOfTheFormatAreRead() throws Exception {
    // Length 16: literal "ab", copy (1-byte offset 2) of 4, (2 bytes) of 5, (4 bytes) of 5.
    byte[] block = hex("10" + "046162" + "0102" + "120100" + "1301000000");
    assertThat(new String(SnappyBlock.decode(block, LIMIT), StandardCharsets.US_ASCII))
        .isEqualTo("abababbbbbbbbbbb");
    // Lengths of literals in one to four further bytes.
    for (String head : new String[] {"01f000", "01f40000", "01f8000000", "01fc00000000"}) {
      assertThat(SnappyBlock.decode(hex(head + "2a"), LIMIT)).containsExactly(42);
    }
  }

  @Test
  void aClaimBeyondTheLimitIsRefusedBeforeAnythingIsAllocated() {
    byte[] block = new byte[100_000];
    // Claims 2,000,000 bytes, which 100,000 could hold.
    System.arraycopy(hex("80897a"), 0, block, 0, 3);
    assertThatThrownBy(() -> SnappyBlock.decode(block, LIMIT))
        .isInstanceOf(RingDescException.class)
        .hasMessage("snappy: decoded block is too large: 2000000 bytes, limit 1048576");
  }

  @Test
  void aClaimThatTheBytesCannotHoldIsRefused() {
    assertThatThrownBy(() -> SnappyBlock.decode(hex("ffffffff0f00"), Integer.MAX_VALUE))
        .hasMessage("snappy: corrupt input: 6 bytes cannot hold 4294967295 (at byte 5)");
    assertThatThrownBy(() -> SnappyBlock.decode(hex("ffffffffff01"), Integer.MAX_VALUE))
        .hasMessage("snappy: corrupt input: no length (at byte 5)");
  }

  @Test
  void theDensestBlockIsWithinTheExpansionThatIsAllowed() throws Exception {
    byte[] plain = new byte[60_000];
    Arrays.fill(plain, (byte) 'x');
    assertThat(SnappyBlock.decode(SnappyBlock.encode(plain), LIMIT)).isEqualTo(plain);
  }

  @Test
  void damagedBlocksAreRefused() {
    String[][] blocks = {
      {"", "no length (at byte 0)"},
      {"80", "no length (at byte 1)"},
      {"02046162" + "0102", "copy of 4 bytes from 2 back (at byte 6)"},
      {"060461620100", "copy of 4 bytes from 0 back (at byte 6)"},
      {"060461620103", "copy of 4 bytes from 3 back (at byte 6)"},
      {"0404616201", "cut short (at byte 5)"},
      {"04046162", "2 bytes instead of 4 (at byte 4)"},
      {"02086162", "literal of 3 bytes (at byte 2)"},
      {"10fcffffffff", "literal of 4294967296 bytes (at byte 6)"},
    };
    for (String[] block : blocks) {
      assertThatThrownBy(() -> SnappyBlock.decode(hex(block[0]), LIMIT))
          .as(block[0])
          .isInstanceOf(RingDescException.class)
          .hasMessage("snappy: corrupt input: " + block[1]);
    }
  }

  @Test
  void noDamageMakesTheDecodersThrowAnythingElse() {
    for (long seed = 1; seed <= 3000; seed++) {
      Random random = new Random(seed);
      byte[] block = SnappyBlock.encode(RingDescCodec.write(RingDescCodecTest.randomRing(random)));
      for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
        block[random.nextInt(block.length)] ^= (byte) (1 << random.nextInt(8));
      }
      byte[] damaged = Arrays.copyOf(block, block.length - random.nextInt(2));
      try {
        RingDescCodec.decode(damaged, LIMIT);
      } catch (RingDescException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotEmpty();
      } catch (RuntimeException e) {
        fail("seed " + seed, e);
      }
    }
  }
}
