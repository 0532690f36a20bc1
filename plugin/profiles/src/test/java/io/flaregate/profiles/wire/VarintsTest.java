package io.flaregate.profiles.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VarintsTest {

  @Test
  void numbersAreWrittenAsProtobufDoes() throws IOException {
    for (int shift = 0; shift < Long.SIZE; shift++) {
      for (long near = -2; near <= 2; near++) {
        long value = (1L << shift) + near;
        byte[] expected = new byte[Varints.size(value)];
        CodedOutputStream.newInstance(expected).writeUInt64NoTag(value);
        byte[] written = new byte[Varints.MAX_BYTES];
        int end = Varints.put(written, 0, value);
        assertThat(Arrays.copyOf(written, end)).as("%d", value).isEqualTo(expected);
        if (value >= 0 && value <= Integer.MAX_VALUE) {
          assertThat(Varints.put(written, 0, (int) value)).isEqualTo(end);
          assertThat(Arrays.copyOf(written, end)).as("%d as int", value).isEqualTo(expected);
        }
      }
    }
  }

  @Test
  void numbersOfEachLengthTouchNoMoreThanTheyMay() throws IOException {
    Random random = new Random(11);
    for (int round = 0; round < 20_000; round++) {
      long value = random.nextLong() >>> random.nextInt(Long.SIZE);
      byte[] expected = new byte[Varints.size(value)];
      CodedOutputStream.newInstance(expected).writeUInt64NoTag(value);
      byte[] written = new byte[3 * Varints.MAX_BYTES];
      Arrays.fill(written, (byte) 0x55);
      int end = Varints.put(written, Varints.MAX_BYTES, value);
      assertThat(Arrays.copyOfRange(written, Varints.MAX_BYTES, end)).isEqualTo(expected);
      assertThat(written[Varints.MAX_BYTES - 1]).isEqualTo((byte) 0x55);
      assertThat(written[2 * Varints.MAX_BYTES]).isEqualTo((byte) 0x55);
      int number = (int) (value & Integer.MAX_VALUE);
      byte[] whole = new byte[Varints.size(number) + 1];
      whole[whole.length - 1] = 0x55;
      assertThat(Varints.put(whole, 0, number)).isEqualTo(whole.length - 1);
      assertThat(whole[whole.length - 1]).isEqualTo((byte) 0x55);
    }
  }

  @Test
  void aFieldIsMovedIfItsLengthTakesMoreOrFewerBytesThanGuessed() {
    for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 70_000}) {
      for (int guessed = 1; guessed <= 3; guessed++) {
        byte[] target = new byte[length + 16];
        int start = 2 + 1 + guessed;
        for (int i = 0; i < length; i++) {
          target[start + i] = (byte) (i * 7 + 1);
        }
        int end = Varints.endField(target, 2, (byte) 0x12, guessed, start + length);
        int width = Varints.size(length);
        assertThat(end).isEqualTo(2 + 1 + width + length);
        assertThat(target[2]).isEqualTo((byte) 0x12);
        assertThat(Varints.value(Varints.readShort(target, 3, end))).isEqualTo(length);
        for (int i = 0; i < length; i++) {
          assertThat(target[3 + width + i]).isEqualTo((byte) (i * 7 + 1));
        }
      }
    }
  }

  @Test
  void preparedVarintsAreThoseThatAreWritten() {
    for (int value :
        new int[] {0, 1, 127, 128, 300, 16_383, 16_384, 99_999, Varints.MAX_PREPARED}) {
      int prepared = Varints.prepared(value);
      byte[] written = new byte[Varints.MAX_BYTES];
      assertThat(Varints.preparedBytes(prepared)).isEqualTo(Varints.put(written, 0, value));
      for (int i = 0; i < 3; i++) {
        int part = Varints.preparedWord(prepared) >>> (i * Byte.SIZE) & 0xFF;
        assertThat(part).as("byte %d of %d", i, value).isEqualTo(written[i] & 0xFF);
      }
    }
  }
}
