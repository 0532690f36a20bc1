package io.flaregate.profiles.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedIndicesTest {
  @Test
  void packedIndicesTellWhetherAnyIsBelowOne() throws MalformedProtoException {
    int[][] lists = {
      {},
      {1},
      {9},
      {0},
      {10},
      {1, 2, 3, 9, 5, 6},
      {1, 2, 0, 4, 5},
      {3, 4, 200, 1, 2},
      {1, -1},
      {1, Integer.MIN_VALUE, 2, 3, 4, 5},
      {Integer.MAX_VALUE, 1, 1, 1},
      {1, 1, 1, 1, 1, 1, 1, 70_000}
    };
    for (int[] list : lists) {
      ProtoWriter writer = new ProtoWriter(64);
      int mark = writer.start(1, 1);
      for (int value : list) {
        writer.packed(value);
      }
      writer.end(mark);
      ProtoReader reader = new ProtoReader();
      byte[] bytes = writer.toByteArray();
      reader.reset(bytes, 1, bytes.length);
      int[] target = new int[bytes.length];
      boolean sound = Arrays.stream(list).allMatch(value -> value >= 1);
      PackedIndices packed = new PackedIndices();
      int end = packed.read(reader, target, 2);
      assertThat(end)
          .as(Arrays.toString(list))
          .isEqualTo(sound ? 2 + list.length : ~(2 + list.length));
      assertThat(Arrays.copyOfRange(target, 2, 2 + list.length)).isEqualTo(list);
      assertThat(packed.highest()).isEqualTo(Math.max(0, Arrays.stream(list).max().orElse(0)));
      assertThat(reader.hasMore()).isFalse();
    }
  }

  @Test
  void indicesOfAnyWidthsAreReadAsOneByOne() throws MalformedProtoException {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int[] list = new int[random.nextInt(60)];
      int bits = 1 + random.nextInt(22);
      int oddOnes = random.nextInt(3);
      for (int i = 0; i < list.length; i++) {
        int width = oddOnes > 0 && random.nextInt(10) == 0 ? 1 + random.nextInt(31) : bits;
        list[i] = 1 + random.nextInt(1 << (width - 1));
      }
      ProtoWriter writer = new ProtoWriter(64);
      int mark = writer.start(1, 1);
      for (int value : list) {
        writer.packed(value);
      }
      writer.end(mark);
      byte[] bytes = writer.toByteArray();
      ProtoReader reader = new ProtoReader();
      reader.reset(bytes, 1, bytes.length);
      int[] target = new int[list.length];
      PackedIndices packed = new PackedIndices();
      assertThat(packed.read(reader, target, 0)).as("seed %d", seed).isEqualTo(list.length);
      assertThat(packed.highest()).isEqualTo(Arrays.stream(list).max().orElse(0));
      assertThat(target).as("seed %d", seed).isEqualTo(list);
    }
  }
}
