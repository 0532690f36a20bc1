package io.flaregate.profiles.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ProtoScannerTest {
  private static final int SEEDS = 200_000;

  private final ProtoScanner scan = new ProtoScanner();
  private final ProtoReader reader = new ProtoReader();

  @FunctionalInterface
  private interface Read {
    /** Reads something and says what, and where it ended. */
    String read(byte[] bytes, int at, int end) throws MalformedProtoException;
  }

  private static String outcome(Read read, byte[] bytes, int at, int end) {
    try {
      return read.read(bytes, at, end);
    } catch (MalformedProtoException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Varints of any length, and what comes of them when they are cut off. */
  private static byte[] randomBytes(Random random) {
    byte[] bytes = new byte[random.nextInt(24)];
    int goesOn = random.nextInt(100);
    for (int i = 0; i < bytes.length; i++) {
      int low = random.nextInt(4) == 0 ? 0 : random.nextInt(128);
      bytes[i] = (byte) (random.nextInt(100) < goesOn ? low | 0x80 : low);
    }
    return bytes;
  }

  @Test
  void readsAndRefusesWhatTheReaderDoes() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = randomBytes(random);
      int end = bytes.length - random.nextInt(bytes.length / 2 + 1);
      int at = random.nextInt(end + 1);
      same(seed, bytes, at, end, this::scanVarint, this::readVarint);
      same(seed, bytes, at, end, this::scanLength, this::readLength);
      same(seed, bytes, at, end, this::scanUnknown, this::readUnknown);
    }
  }

  private static void same(long seed, byte[] bytes, int at, int end, Read one, Read other) {
    assertThat(outcome(one, bytes, at, end))
        .as("seed %d", seed)
        .isEqualTo(outcome(other, bytes, at, end));
  }

  private String scanVarint(byte[] bytes, int at, int end) throws MalformedProtoException {
    int after = scan.varint(bytes, at, end);
    return scan.value() + " to " + after;
  }

  private String readVarint(byte[] bytes, int at, int end) throws MalformedProtoException {
    reader.reset(bytes, at, end);
    return reader.readInt64() + " to " + reader.position();
  }

  private String scanLength(byte[] bytes, int at, int end) throws MalformedProtoException {
    int after = scan.length(bytes, at, end);
    return scan.intValue() + " to " + after;
  }

  private String readLength(byte[] bytes, int at, int end) throws MalformedProtoException {
    reader.reset(bytes, at, end);
    return reader.readLength() + " to " + reader.position();
  }

  /** A field of which the schema knows none: its tag, and where it ends. */
  private String scanUnknown(byte[] bytes, int at, int end) throws MalformedProtoException {
    scan.tag(bytes, at, end);
    int tag = scan.intValue();
    return tag + " to " + scan.skip(bytes, at, end, 0);
  }

  private String readUnknown(byte[] bytes, int at, int end) throws MalformedProtoException {
    reader.reset(bytes, at, end);
    int tag = reader.readTag();
    reader.skipUnknown(tag, 0);
    return tag + " to " + reader.position();
  }

  @Test
  void aTagBeyondThirtyTwoBitsIsNoneOfTheSchema() throws Exception {
    // 2^32 + 10: its low 32 bits are a tag that a schema may have.
    byte[] bytes = {(byte) 0x8A, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10, 0};
    assertThat(scan.tag(bytes, 0, bytes.length)).isEqualTo(5);
    assertThat(scan.intValue()).isZero();
  }

  @Test
  void aTagMayBeLongerThanNeeded() throws Exception {
    byte[] bytes = {(byte) 0x8A, (byte) 0x80, 0, 0};
    assertThat(scan.tag(bytes, 0, bytes.length)).isEqualTo(3);
    assertThat(scan.intValue()).isEqualTo(10);
  }

  @Test
  void countsTheVarintsThatEnd() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      byte[] bytes = randomBytes(random);
      int to = random.nextInt(bytes.length + 1);
      int from = random.nextInt(to + 1);
      int expected = 0;
      for (int i = from; i < to; i++) {
        expected += bytes[i] >= 0 ? 1 : 0;
      }
      assertThat(ProtoScanner.countVarints(bytes, from, to))
          .as("seed %d", seed)
          .isEqualTo(expected);
    }
  }
}
