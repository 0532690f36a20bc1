package io.flaregate.profiles.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ProtoReaderTest {

  private static ProtoReader reader(int... bytes) {
    byte[] array = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      array[i] = (byte) bytes[i];
    }
    return reader(array);
  }

  private static ProtoReader reader(byte[] bytes) {
    ProtoReader reader = new ProtoReader();
    reader.reset(bytes, 0, bytes.length);
    return reader;
  }

  private static void assertMalformed(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(MalformedProtoException.class).hasMessage(message);
  }

  @Test
  void readsVarintsOfEveryLength() throws Exception {
    for (int bits = 0; bits < 64; bits++) {
      for (long value : new long[] {1L << bits, (1L << bits) - 1, -(1L << bits)}) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64NoTag(value);
        out.flush();
        assertThat(reader(bytes.toByteArray()).readInt64()).isEqualTo(value);
        assertThat(reader(bytes.toByteArray()).readInt32()).isEqualTo((int) value);
      }
    }
  }

  @Test
  void readsVarintsThatAreLongerThanNeeded() throws Exception {
    assertThat(reader(0x85, 0x80, 0x80, 0x80, 0x00).readInt32()).isEqualTo(5);
    assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0).readInt64())
        .isZero();
    assertThat(reader(0x8A, 0x80, 0x00).readTag()).isEqualTo((1 << 3) | ProtoReader.LENGTH);
    assertThat(reader(0x82, 0x80, 0x80, 0x80, 0x00, 7, 7).readLength()).isEqualTo(2);
  }

  @Test
  void readsBools() throws Exception {
    assertThat(reader(0).readBool()).isFalse();
    assertThat(reader(1).readBool()).isTrue();
    assertThat(reader(0x80, 0x80, 0x80, 0x80, 0x80, 1).readBool()).isTrue();
  }

  @Test
  void refusesVarintsOfMoreThanTenBytes() {
    byte[] eleven = new byte[11];
    Arrays.fill(eleven, 0, 10, (byte) 0x80);
    assertMalformed(() -> reader(eleven).readInt64(), "varint at byte 0 is longer than 10 bytes");
  }

  @Test
  void refusesTruncatedScalars() {
    assertMalformed(
        () -> reader(0x80, 0x80).readInt64(), "truncated: varint at byte 0 does not end");
    assertMalformed(() -> reader().readInt32(), "truncated: varint at byte 0 does not end");
    assertMalformed(
        () -> reader(1, 2, 3).readFixed32(), "truncated: 4 bytes at byte 0 end after 3");
    assertMalformed(
        () -> reader(1, 2, 3, 4, 5, 6, 7).readFixed64(),
        "truncated: 8 bytes at byte 0 end after 7");
  }

  @Test
  void refusesTagsThatCannotBe() {
    assertMalformed(
        () -> reader(0x00).readTag(), "field number 0 at byte 0 is not between 1 and 536870911");
    assertMalformed(
        () -> reader(0x80, 0x80, 0x80, 0x80, 0x10).readTag(),
        "field number 536870912 at byte 0 is not between 1 and 536870911");
    assertMalformed(() -> reader(0x0E).readTag(), "wire type 6 at byte 0 does not exist");
    assertMalformed(() -> reader(0x0F).readTag(), "wire type 7 at byte 0 does not exist");
    assertMalformed(() -> reader(0x14).readTag(), "group 2 ends at byte 0 but has not started");
  }

  @Test
  void refusesLengthsBeyondTheMessage() throws Exception {
    assertMalformed(
        () -> reader(3, 1, 2).readLength(),
        "length 3 at byte 0 is beyond the end of the message (2 bytes are left)");
    assertMalformed(
        () -> reader(0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1).push(),
        "length 4294967295 at byte 0 is beyond the end of the message (1 bytes are left)");
    assertMalformed(
        () -> reader(0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1).readLength(),
        "length 18446744073709551615 at byte 0 is beyond the end of the message (0 bytes are left)");
    ProtoReader nested = reader(2, 2, 9, 9, 9);
    nested.push();
    assertMalformed(
        nested::readLength,
        "length 2 at byte 1 is beyond the end of the message (1 bytes are left)");
  }

  @Test
  void keepsToTheLimitOfANestedMessage() throws Exception {
    ProtoReader reader = reader(3, 1, 2, 3, 4);
    int outer = reader.push();
    assertThat(reader.remaining()).isEqualTo(3);
    assertThat(reader.readInt32()).isEqualTo(1);
    reader.pop(outer);
    assertThat(reader.position()).isEqualTo(4);
    assertThat(reader.readInt32()).isEqualTo(4);
    assertThat(reader.hasMore()).isFalse();
  }

  @Test
  void tellsAKnownFieldOfAWrongWireTypeFromAnUnknownOne() throws Exception {
    ProtoReader reader = reader(0x28, 7, 0x08, 1);
    reader.skipUnknown(reader.readTag(), 4);
    assertThat(reader.position()).isEqualTo(2);
    int tag = reader.readTag();
    assertMalformed(() -> reader.skipUnknown(tag, 4), "field 1 before byte 3 has wire type 0");
  }

  @Test
  void skipsNestedGroups() throws Exception {
    ProtoReader reader = reader(0x1B, 0x08, 5, 0x23, 0x0A, 1, 0x24, 0x24, 0x1C, 0x08, 9);
    reader.skip(reader.readTag());
    assertThat(reader.position()).isEqualTo(9);
  }

  @Test
  void refusesGroupsThatDoNotEnd() {
    assertMalformed(
        () -> skipFirst(reader(0x1B, 0x08, 5)), "truncated: group 3 does not end before byte 3");
    assertMalformed(
        () -> skipFirst(reader(0x1B, 0x23, 0x1C)), "group 3 ends at byte 2 inside group 4");
  }

  @Test
  void refusesGroupsThatLieTooDeep() throws Exception {
    byte[] allowed = new byte[200];
    Arrays.fill(allowed, 0, 100, (byte) 0x1B);
    Arrays.fill(allowed, 100, 200, (byte) 0x1C);
    skipFirst(reader(allowed));

    byte[] deep = new byte[1_000_000];
    Arrays.fill(deep, (byte) 0x1B);
    assertMalformed(() -> skipFirst(reader(deep)), "groups lie more than 100 deep at byte 100");
  }

  private static void skipFirst(ProtoReader reader) throws MalformedProtoException {
    reader.skip(reader.readTag());
  }

  @Test
  void itsExceptionHasNoStackTrace() {
    assertThat(new MalformedProtoException("x").getStackTrace()).isEmpty();
  }

  @Test
  void readsWhatProtobufWrote() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      for (int i = 0; i < 50; i++) {
        writeRandomField(random, out);
      }
      out.flush();
      assertThat(walk(reader(bytes.toByteArray())))
          .as("seed %s", seed)
          .isEqualTo(walk(CodedInputStream.newInstance(bytes.toByteArray())));
    }
  }

  private static void writeRandomField(Random random, CodedOutputStream out) throws IOException {
    int field = 1 + (random.nextInt() >>> (3 + random.nextInt(29)));
    long value = random.nextLong() >> random.nextInt(64);
    switch (random.nextInt(5)) {
      case 0 -> out.writeInt64(field, value);
      case 1 -> out.writeInt32(field, (int) value);
      case 2 -> out.writeFixed64(field, value);
      case 3 -> out.writeFixed32(field, (int) value);
      default -> {
        byte[] text = new byte[random.nextInt(300)];
        random.nextBytes(text);
        out.writeByteArray(field, text);
      }
    }
  }

  private static String walk(ProtoReader reader) throws MalformedProtoException {
    StringBuilder text = new StringBuilder();
    while (reader.hasMore()) {
      int tag = reader.readTag();
      text.append(tag).append('=');
      switch (ProtoReader.wireType(tag)) {
        case ProtoReader.VARINT -> text.append(reader.readInt64());
        case ProtoReader.FIXED64 -> text.append(reader.readFixed64());
        case ProtoReader.FIXED32 -> text.append(reader.readFixed32());
        default -> {
          int length = reader.readLength();
          text.append(length);
          reader.skipBytes(length);
        }
      }
      text.append(' ');
    }
    return text.toString();
  }

  private static String walk(CodedInputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      text.append(tag).append('=');
      switch (ProtoReader.wireType(tag)) {
        case ProtoReader.VARINT -> text.append(in.readInt64());
        case ProtoReader.FIXED64 -> text.append(in.readFixed64());
        case ProtoReader.FIXED32 -> text.append(in.readFixed32());
        default -> text.append(in.readByteArray().length);
      }
      text.append(' ');
    }
    return text.toString();
  }

  /** Whatever the bytes are, both skip the same fields or both refuse. */
  @Test
  void agreesWithProtobufOnRandomBytes() {
    int agreed = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[1 + random.nextInt(12)];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) (random.nextInt() >> random.nextInt(30));
      }
      boolean ours = skipsAll(reader(bytes));
      boolean theirs = skipsAll(CodedInputStream.newInstance(bytes));
      // protobuf-java drops bits of a tag or length beyond 32, and takes a top-level tag 0 or the
      // end of a group for the end of the message; ours refuses both.
      assertThat(theirs || !ours).as("seed %s: %s", seed, Arrays.toString(bytes)).isTrue();
      agreed += ours == theirs ? 1 : 0;
    }
    assertThat(agreed).isGreaterThan(18_000);
  }

  private static boolean skipsAll(ProtoReader reader) {
    try {
      while (reader.hasMore()) {
        reader.skip(reader.readTag());
      }
      return true;
    } catch (MalformedProtoException e) {
      return false;
    }
  }

  private static boolean skipsAll(CodedInputStream in) {
    try {
      boolean more = true;
      while (more) {
        int tag = in.readTag();
        more = tag != 0 && in.skipField(tag);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
