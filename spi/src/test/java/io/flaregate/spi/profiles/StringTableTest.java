package io.flaregate.spi.profiles;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StringTableTest {
  private static final String[] ALPHABET = {"a", "b", "\u00e9", "\u4e2d", "\ud83d\ude00", "\0"};

  /** The texts of a table as a list, and the table over them in a shuffled byte array. */
  private record Model(List<String> texts, StringTable table) {
    static Model random(Random random) {
      List<String> texts = new ArrayList<>(List.of(""));
      for (int count = random.nextInt(20); count > 0; count--) {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(6); length > 0; length--) {
          text.append(ALPHABET[random.nextInt(ALPHABET.length)]);
        }
        texts.add(text.toString());
      }
      return new Model(texts, table(texts, random));
    }

    private static StringTable table(List<String> texts, Random random) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int[] offsets = new int[texts.size() + random.nextInt(3)];
      int[] lengths = new int[texts.size() + random.nextInt(3)];
      for (int i = 0; i < texts.size(); i++) {
        bytes.writeBytes(new byte[random.nextInt(4)]);
        byte[] text = texts.get(i).getBytes(StandardCharsets.UTF_8);
        offsets[i] = bytes.size();
        lengths[i] = text.length;
        bytes.writeBytes(text);
      }
      return StringTable.of(bytes.toByteArray(), offsets, lengths, texts.size());
    }
  }

  @Test
  void agreesWithAListOfStrings() {
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      Model one = Model.random(random);
      Model other = Model.random(random);
      assertThat(one.table().size()).isEqualTo(one.texts().size());
      for (int i = 0; i < one.texts().size(); i++) {
        checkText(one, i, "seed " + seed + " round " + round);
        for (int j = 0; j < other.texts().size(); j++) {
          checkPair(one, i, other, j, "seed " + seed + " round " + round);
        }
      }
    }
  }

  private static void checkText(Model model, int i, String label) {
    String text = model.texts().get(i);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringTable table = model.table();
    assertThat(table.get(i)).as(label).isEqualTo(text);
    assertThat(table.length(i)).as(label).isEqualTo(bytes.length);
    assertThat(table.contentEquals(i, bytes)).as(label).isTrue();
    byte[] copy = new byte[bytes.length + 2];
    assertThat(table.copyTo(i, copy, 1)).as(label).isEqualTo(bytes.length + 1);
    assertThat(Arrays.copyOfRange(copy, 1, bytes.length + 1)).as(label).isEqualTo(bytes);
    for (int at = 0; at < bytes.length; at++) {
      assertThat(table.byteAt(i, at)).as(label).isEqualTo(bytes[at]);
    }
    if (bytes.length > 1) {
      byte[] part = new byte[bytes.length - 1];
      assertThat(table.copyTo(i, 1, part.length, part, 0)).as(label).isEqualTo(part.length);
      assertThat(part).as(label).isEqualTo(Arrays.copyOfRange(bytes, 1, bytes.length));
    }
    table.visit(
        i,
        (all, offset, length) ->
            assertThat(new String(all, offset, length, StandardCharsets.UTF_8)).isEqualTo(text));
  }

  private static void checkPair(Model one, int i, Model other, int j, String label) {
    byte[] a = one.texts().get(i).getBytes(StandardCharsets.UTF_8);
    byte[] b = other.texts().get(j).getBytes(StandardCharsets.UTF_8);
    boolean equal = Arrays.equals(a, b);
    assertThat(one.table().contentEquals(i, other.table(), j)).as(label).isEqualTo(equal);
    assertThat(one.table().contentEquals(i, b)).as(label).isEqualTo(equal);
    assertThat(Integer.signum(one.table().compare(i, other.table(), j)))
        .as(label)
        .isEqualTo(Integer.signum(Arrays.compareUnsigned(a, b)));
    if (equal) {
      assertThat(one.table().hash(i, 5)).as(label).isEqualTo(other.table().hash(j, 5));
    }
  }

  @Test
  void refusesSlicesOutsideTheBytesAndATableWithoutTheEmptyText() {
    byte[] bytes = new byte[4];
    refuses(bytes, new int[] {0, 3}, new int[] {0, 2});
    refuses(bytes, new int[] {0, -1}, new int[] {0, 1});
    refuses(bytes, new int[] {0, 1}, new int[] {0, -1});
    refuses(bytes, new int[] {0, Integer.MAX_VALUE}, new int[] {0, Integer.MAX_VALUE});
    refuses(bytes, new int[] {0, 1}, new int[] {1, 1});
    refuses(bytes, new int[0], new int[0]);
    assertThat(StringTable.of(bytes, new int[] {4}, new int[] {0}, 1).get(0)).isEmpty();
  }

  private static void refuses(byte[] bytes, int[] offsets, int[] lengths) {
    assertThatThrownBy(() -> StringTable.of(bytes, offsets, lengths, offsets.length))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesIndicesOutOfRange() {
    StringTable table = StringTable.empty();
    assertThatThrownBy(() -> table.get(1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> table.length(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> table.copyTo(0, 0, 1, new byte[1], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void textsOfAnyLengthAreCopiedLooselyAsTheyAre() {
    Random random = new Random(7);
    byte[] bytes = new byte[400];
    random.nextBytes(bytes);
    for (int round = 0; round < 20_000; round++) {
      int length = random.nextInt(200);
      int offset = random.nextBoolean() ? bytes.length - length : random.nextInt(200);
      StringTable table = StringTable.of(bytes, new int[] {0, offset}, new int[] {0, length}, 2);
      byte[] target = new byte[3 + length + (random.nextBoolean() ? 0 : random.nextInt(80))];
      Arrays.fill(target, (byte) 0x55);
      assertThat(table.copyLoosely(1, target, 3)).isEqualTo(3 + length);
      assertThat(Arrays.equals(bytes, offset, offset + length, target, 3, 3 + length))
          .as("%d bytes from %d", length, offset)
          .isTrue();
      assertThat(Arrays.copyOf(target, 3)).containsOnly(0x55);
    }
  }

  @Test
  void aTextIsNotCopiedLooselyWhereItDoesNotFit() {
    StringTable table = StringTable.of(new byte[80], new int[] {0, 1}, new int[] {0, 5}, 2);
    assertThatThrownBy(() -> table.copyLoosely(1, new byte[8], 4))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> table.copyLoosely(2, new byte[80], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
