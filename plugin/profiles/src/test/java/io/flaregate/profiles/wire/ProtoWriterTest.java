package io.flaregate.profiles.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.flaregate.spi.profiles.StringTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtoWriterTest {
  private static final long[] EDGES = {
    0, 1, 127, 128, 16383, 16384, Integer.MAX_VALUE, 1L << 32, Long.MAX_VALUE, -1, Long.MIN_VALUE
  };

  @Test
  void varintsEqualThoseOfProtobuf() throws IOException {
    ProtoWriter writer = new ProtoWriter(0);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream expected = CodedOutputStream.newInstance(bytes);
    for (long value : EDGES) {
      writer.varint(1, value);
      expected.writeInt64(1, value);
      writer.varint(536870911, value);
      expected.writeInt64(536870911, value);
      writer.fixed64(3, value);
      expected.writeFixed64(3, value);
      assertThat(ProtoWriter.varintSize(value))
          .isEqualTo(CodedOutputStream.computeInt64SizeNoTag(value));
    }
    writer.bool(16, true);
    expected.writeBool(16, true);
    expected.flush();
    assertThat(writer.toByteArray()).isEqualTo(bytes.toByteArray());
    assertThat(writer.size()).isEqualTo(bytes.size());
  }

  @Test
  void textsOfATableAndPartsOfThemAreCopied() throws IOException {
    byte[] text = "xxgrüßexx".getBytes(UTF_8);
    StringTable table = StringTable.of(text, new int[] {0, 2}, new int[] {0, text.length - 4}, 2);
    ProtoWriter writer = new ProtoWriter(0);
    writer.string(6, table, 1);
    writer.string(6, table, 0);
    writer.string(6, "grüße");
    writer.string(6, table, 1, 1, 1);
    writer.bytes(6, text, 2, 2);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream expected = CodedOutputStream.newInstance(bytes);
    expected.writeString(6, "grüße");
    expected.writeString(6, "");
    expected.writeString(6, "grüße");
    expected.writeString(6, "r");
    expected.writeString(6, "gr");
    expected.flush();
    assertThat(writer.toByteArray()).isEqualTo(bytes.toByteArray());
  }

  @Test
  void aWrongGuessOfALengthChangesNothing() throws IOException {
    for (int guess : new int[] {-1, 0, 127, 128, 20_000, 3_000_000}) {
      for (int length : new int[] {0, 1, 127, 128, 16_383, 16_384, 40_000}) {
        ProtoWriter writer = new ProtoWriter(0);
        int outer = writer.start(9, guess);
        int inner = writer.start(2, guess);
        writer.raw(new byte[length], 0, length);
        writer.end(inner);
        writer.end(outer);
        writer.varint(1, 5);

        ByteArrayOutputStream nested = new ByteArrayOutputStream();
        CodedOutputStream nestedOut = CodedOutputStream.newInstance(nested);
        nestedOut.writeByteArray(2, new byte[length]);
        nestedOut.flush();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream expected = CodedOutputStream.newInstance(bytes);
        expected.writeByteArray(9, nested.toByteArray());
        expected.writeInt32(1, 5);
        expected.flush();
        assertThat(writer.toByteArray())
            .as("guess %d, length %d", guess, length)
            .isEqualTo(bytes.toByteArray());
      }
    }
  }

  @Test
  void randomMessagesEqualThoseOfProtobuf() throws IOException {
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      ProtoWriter writer = new ProtoWriter(random.nextInt(10));
      ByteString expected = message(random, writer, 0);
      assertThat(ByteString.copyFrom(writer.toByteArray())).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static ByteString message(Random random, ProtoWriter writer, int depth)
      throws IOException {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream expected = CodedOutputStream.newInstance(bytes);
    int fields = random.nextInt(8);
    for (int i = 0; i < fields; i++) {
      int field = 1 + random.nextInt(300);
      switch (random.nextInt(depth < 4 ? 4 : 3)) {
        case 0 -> {
          long value = random.nextLong() >> random.nextInt(64);
          writer.varint(field, value);
          expected.writeInt64(field, value);
        }
        case 1 -> {
          byte[] value = new byte[random.nextInt(300)];
          random.nextBytes(value);
          writer.bytes(field, value);
          expected.writeByteArray(field, value);
        }
        case 2 -> {
          int mark = writer.start(field, random.nextInt(200));
          ByteString.Output inside = ByteString.newOutput();
          CodedOutputStream packed = CodedOutputStream.newInstance(inside);
          int[] ints = random.ints(random.nextInt(20), 0, Integer.MAX_VALUE).toArray();
          byte[] target = writer.room((long) ints.length * Varints.MAX_INT_BYTES);
          int at = writer.size();
          for (int value : ints) {
            at = Varints.put(target, at, value);
          }
          writer.advance(at);
          for (int value : ints) {
            packed.writeUInt32NoTag(value);
          }
          for (int n = random.nextInt(100); n > 0; n--) {
            long value = random.nextLong() >>> random.nextInt(64);
            writer.packed(value);
            packed.writeUInt64NoTag(value);
          }
          writer.end(mark);
          packed.flush();
          expected.writeBytes(field, inside.toByteString());
        }
        default -> {
          int mark = writer.start(field, random.nextInt(20_000));
          ByteString nested = message(random, writer, depth + 1);
          writer.end(mark);
          expected.writeBytes(field, nested);
        }
      }
    }
    expected.flush();
    return bytes.toByteString();
  }

  @Test
  void aWriterCanBeUsedAgain() {
    ProtoWriter writer = new ProtoWriter(0);
    writer.bytes(1, new byte[5_000]);
    int capacity = writer.capacity();
    writer.reset();
    writer.varint(1, 7);
    assertThat(writer.toByteArray()).containsExactly(8, 7);
    assertThat(writer.capacity()).isEqualTo(capacity);
    writer.reset(capacity);
    assertThat(writer.capacity()).isEqualTo(capacity);
    writer.reset(100);
    assertThat(writer.capacity()).isLessThanOrEqualTo(100);
    writer.varint(1, 8);
    writer.visit(
        (bytes, offset, length) ->
            assertThat(new byte[] {bytes[offset], bytes[offset + 1], (byte) length})
                .containsExactly(8, 8, 2));
  }

  @Test
  void theArrayNeverOutgrowsItsBound() {
    ProtoWriter writer = new ProtoWriter(0, 1_000);
    writer.bytes(1, new byte[900]);
    assertThat(writer.capacity()).isLessThanOrEqualTo(1_000);
    int size = writer.size();
    assertThatThrownBy(() -> writer.bytes(1, new byte[200]))
        .isInstanceOf(SizeLimitException.class)
        .hasMessage("a buffer of 1123 bytes would be needed (limit: 1000)");
    assertThat(writer.size()).isEqualTo(size);
    assertThatThrownBy(
            () -> {
              while (true) {
                writer.varint(1, 1);
              }
            })
        .isInstanceOf(SizeLimitException.class);
    assertThat(writer.capacity()).isLessThanOrEqualTo(1_000);
  }

  @Test
  void roomMayExceedTheBoundButNotWhatIsWritten() {
    ProtoWriter writer = new ProtoWriter(0, 1_000);
    writer.room(5_000)[999] = 1;
    writer.advance(1_000);
    assertThat(writer.size()).isEqualTo(1_000);
    writer.room(10);
    assertThatThrownBy(() -> writer.advance(1_001))
        .isInstanceOf(SizeLimitException.class)
        .hasMessage("a buffer of 1001 bytes would be needed (limit: 1000)");
    assertThatThrownBy(() -> writer.advance(999)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> writer.room(1L << 31)).isInstanceOf(SizeLimitException.class);
  }
}
