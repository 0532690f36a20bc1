package io.flaregate.profiles.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedIndicesTest {
  private static byte[] packed(int... list) {
    ProtoWriter writer = new ProtoWriter(64);
    for (int value : list) {
      writer.packed(value);
    }
    return writer.toByteArray();
  }

  @Test
  void packedIndicesTellWhetherAnyIsBelowOne() {
    int[][] lists = {
      {},
      {1},
      {9},
      {0},
      {10},
      {1, 2, 3, 9, 5, 6},
      {1, 2, 0, 4, 5},
      {3, 4, 200, 1, 2},
      {200, 0},
      {300, 300, 0, 0},
      {1, -1},
      {1, Integer.MIN_VALUE, 2, 3, 4, 5},
      {Integer.MAX_VALUE, 1, 1, 1},
      {1, 1, 1, 1, 1, 1, 1, 70_000}
    };
    for (int[] list : lists) {
      byte[] bytes = packed(list);
      int[] target = new int[2 + bytes.length];
      PackedIndices packed = new PackedIndices();
      int end = packed.read(bytes, 0, bytes.length, target, 2);
      boolean sound = Arrays.stream(list).allMatch(value -> value >= 1);
      assertThat(end)
          .as(Arrays.toString(list))
          .isEqualTo(sound ? 2 + list.length : PackedIndices.NONE);
      if (sound) {
        assertThat(Arrays.copyOfRange(target, 2, end)).isEqualTo(list);
        assertThat(packed.highest()).isEqualTo(Arrays.stream(list).max().orElse(0));
      }
    }
  }

  @Test
  void varintsThatDoNotEndOrAreTooLongAreNoIndices() {
    byte[][] fields = {
      {(byte) 0x80},
      {1, (byte) 0x80},
      {1, 1, 1, 1, (byte) 0x80, (byte) 0x80},
      {(byte) 0x81, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0},
      {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 8}
    };
    for (byte[] field : fields) {
      // What stands behind the field is not looked at.
      byte[] bytes = Arrays.copyOf(field, field.length + 8);
      int[] target = new int[bytes.length];
      assertThat(new PackedIndices().read(bytes, 0, field.length, target, 0))
          .as(Arrays.toString(field))
          .isEqualTo(PackedIndices.NONE);
    }
  }

  @Test
  void indicesThatArePaddedAreRead() {
    byte[] bytes = {(byte) 0x81, 0, (byte) 0x82, (byte) 0x80, 0, 3, (byte) 0x84, (byte) 0x80, 0};
    int[] target = new int[bytes.length];
    assertThat(new PackedIndices().read(bytes, 0, bytes.length, target, 0)).isEqualTo(4);
    assertThat(target).startsWith(1, 2, 3, 4);
  }

  @Test
  void indicesOfAnyWidthsAreReadAsOneByOne() {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int[] list = new int[random.nextInt(60)];
      int bits = 1 + random.nextInt(22);
      int oddOnes = random.nextInt(3);
      for (int i = 0; i < list.length; i++) {
        int width = oddOnes > 0 && random.nextInt(10) == 0 ? 1 + random.nextInt(31) : bits;
        list[i] = 1 + random.nextInt(1 << (width - 1));
      }
      byte[] bytes = packed(list);
      int[] target = new int[list.length];
      PackedIndices packed = new PackedIndices();
      assertThat(packed.read(bytes, 0, bytes.length, target, 0))
          .as("seed %d", seed)
          .isEqualTo(list.length);
      assertThat(packed.highest()).isEqualTo(Arrays.stream(list).max().orElse(0));
      assertThat(target).as("seed %d", seed).isEqualTo(list);
    }
  }
}
