package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LzwDecoderTest {
  private static final int MAX_BYTES = 1 << 20;

  @Test
  void randomTextsOfManyAlphabetsComeBack() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      byte[] plain = new byte[random.nextInt(20_000)];
      int alphabet = 1 + random.nextInt(256);
      for (int at = 0; at < plain.length; at++) {
        plain[at] = (byte) random.nextInt(alphabet);
      }
      assertThat(LzwDecoder.decode(Slice.of(LzwEncoder.encode(plain)), MAX_BYTES).copy())
          .as("seed %d, text %d", seed, i)
          .isEqualTo(plain);
    }
  }

  @Test
  void aBombEndsAtTheLimit() throws Exception {
    byte[] bomb = LzwEncoder.encode(new byte[4 << 20]);
    assertThat(bomb.length).isLessThan(MAX_BYTES / 50);
    assertThatThrownBy(() -> LzwDecoder.decode(Slice.of(bomb), MAX_BYTES))
        .isInstanceOf(MemberlistException.class)
        .hasMessage("lzw: the message is more than 1048576 bytes long uncompressed")
        .extracting(e -> ((MemberlistException) e).failure())
        .isEqualTo(PullFailure.TOO_LARGE);
  }

  @Test
  void exactlyTheLimitIsAllowed() throws Exception {
    byte[] plain = new byte[MAX_BYTES];
    assertThat(LzwDecoder.decode(Slice.of(LzwEncoder.encode(plain)), MAX_BYTES).copy())
        .isEqualTo(plain);
  }

  @Test
  void aBlobWithinALargerArrayIsReadToItsOwnEnd() throws Exception {
    byte[] blob = LzwEncoder.encode(new byte[] {1, 2, 3});
    byte[] larger = new byte[blob.length + 8];
    System.arraycopy(blob, 0, larger, 3, blob.length);
    Slice slice = new Slice(larger, 3, 3 + blob.length);
    assertThat(LzwDecoder.decode(slice, MAX_BYTES).copy()).containsExactly(1, 2, 3);
    Slice shorter = new Slice(larger, 3, 2 + blob.length);
    assertThatThrownBy(() -> LzwDecoder.decode(shorter, MAX_BYTES))
        .isInstanceOf(MemberlistException.class)
        .hasMessageStartingWith("lzw: no end code");
  }
}
