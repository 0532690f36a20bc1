package io.flaregate.profiles.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FieldRunsTest {
  @Test
  void aRunEndsBeforeWhatIsNotPlain() throws MalformedProtoException {
    ProtoReader reader = new ProtoReader();
    byte[] longField = new byte[203];
    longField[0] = 0x12;
    longField[1] = (byte) 0xC8;
    longField[2] = 1;
    assertThat(run(reader, longField)).isEqualTo(1);
    assertThat(reader.hasMore()).isFalse();
    assertThat(run(reader, new byte[] {0x12, 1, 9, 0x12, 2, 9, 9, 0x1A, 0})).isEqualTo(2);
    assertThat(reader.position()).isEqualTo(7);
    // Too short, padded, beyond the end, a cut tag and length.
    assertThat(run(reader, new byte[] {0x12, 0, 0x12, 1, 9})).isZero();
    assertThat(run(reader, new byte[] {0x12, (byte) 0x81, (byte) 0x80, 0, 9})).isZero();
    assertThat(run(reader, new byte[] {0x12, 3, 9, 9})).isZero();
    assertThat(run(reader, new byte[] {0x12})).isZero();
    assertThat(run(reader, new byte[] {0x12, (byte) 0x81})).isZero();
    assertThat(reader.position()).isZero();
  }

  private static int run(ProtoReader reader, byte[] bytes) {
    reader.reset(bytes, 0, bytes.length);
    return FieldRuns.skip(reader, 0x12, 1);
  }
}
