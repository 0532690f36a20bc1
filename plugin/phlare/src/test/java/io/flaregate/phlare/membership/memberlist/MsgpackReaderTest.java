package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class MsgpackReaderTest {
  private static MsgpackReader reader(String hex) {
    return new MsgpackReader(Slice.of(HexFormat.of().parseHex(hex)));
  }

  @Test
  void integersAreTakenInEveryForm() throws Exception {
    assertThat(reader("7f").integer()).isEqualTo(127);
    assertThat(reader("ff").integer()).isEqualTo(-1);
    assertThat(reader("ccff").integer()).isEqualTo(255);
    assertThat(reader("cdffff").integer()).isEqualTo(65535);
    assertThat(reader("ceffffffff").integer()).isEqualTo(0xffff_ffffL);
    assertThat(reader("cf0000000100000000").integer()).isEqualTo(1L << 32);
    assertThat(reader("d0ff").integer()).isEqualTo(-1);
    assertThat(reader("d1ff00").integer()).isEqualTo(-256);
    assertThat(reader("d2ffffffff").integer()).isEqualTo(-1);
    assertThat(reader("d3ffffffffffffffff").integer()).isEqualTo(-1);
    assertThat(reader("c0").integer()).isZero();
    assertThatThrownBy(() -> reader("cfffffffffffffffff").integer())
        .hasMessage("msgpack: number 18446744073709551615 is too large");
    assertThatThrownBy(() -> reader("a161").integer())
        .hasMessage("msgpack: type 0xa1 before byte 1, no integer");
  }

  @Test
  void bytesAreTakenInEveryWidthAsRawTextAndBinary() throws Exception {
    for (String hex :
        new String[] {
          "a3616263",
          "d903616263",
          "da0003616263",
          "db00000003616263",
          "c403616263",
          "c50003616263",
          "c600000003616263"
        }) {
      assertThat(reader(hex).raw().text()).as(hex).isEqualTo("abc");
      MsgpackReader skipping = reader(hex);
      skipping.skip();
      assertThat(skipping.remaining()).as(hex).isZero();
    }
    assertThat(reader("c0").raw().length()).isZero();
    assertThatThrownBy(() -> reader("db7fffffff61").raw())
        .hasMessage("msgpack: cut short: 2147483647 bytes at byte 5, but 1 are left");
  }

  @Test
  void booleansAndNilAreRead() throws Exception {
    assertThat(reader("c3").bool()).isTrue();
    assertThat(reader("c2").bool()).isFalse();
    assertThat(reader("c0").bool()).isFalse();
    assertThatThrownBy(() -> reader("01").bool()).hasMessageEndingWith("no boolean");
  }

  @Test
  void everyKindOfValueIsSkipped() throws Exception {
    String all =
        "de0001" // A map of one,
            + "a161" // whose key is "a"
            + "dc000e" // and whose value is a list:
            + "01"
            + "ff"
            + "c0c2c3"
            + "ca00000000"
            + "cb0000000000000000"
            + "d40100"
            + "d80100000000000000000000000000000000"
            + "c7020100ff"
            + "c8000101ff"
            + "c90000000101ff"
            + "9181a16201"
            + "dd00000001df00000001a16301";
    MsgpackReader in = reader(all + "2a");
    in.skip();
    assertThat(in.integer()).isEqualTo(42);
  }

  @Test
  void nestingBeyondTheLimitIsRefused() throws Exception {
    MsgpackReader deepest = reader("91".repeat(MsgpackReader.MAX_DEPTH) + "01");
    deepest.skip();
    assertThat(deepest.remaining()).isZero();
    assertThatThrownBy(() -> reader("91".repeat(MsgpackReader.MAX_DEPTH + 1) + "01").skip())
        .isInstanceOf(MemberlistException.class)
        .hasMessage("msgpack: values lie more than 16 deep at byte 17");
    assertThatThrownBy(() -> reader("91".repeat(100_000)).skip())
        .isInstanceOf(MemberlistException.class);
  }

  @Test
  void sizesBeyondTheBytesAreRefused() {
    assertThatThrownBy(() -> reader("dfffffffff00").mapSize())
        .hasMessage("msgpack: 8589934590 items at byte 5, but 1 bytes are left");
    assertThatThrownBy(() -> reader("ddffffffff00").skip())
        .hasMessage("msgpack: 4294967295 items at byte 5, but 1 bytes are left");
    assertThatThrownBy(() -> reader("93c2").mapSize())
        .hasMessage("msgpack: type 0x93 before byte 1, no map");
    assertThatThrownBy(() -> reader("c1").skip()).hasMessageEndingWith("no value");
    assertThatThrownBy(() -> reader("").skip())
        .hasMessage("msgpack: cut short: type at byte 0, but 0 are left");
  }

  @Test
  void aKeyLongerThanAnyKnownOneIsUnknown() throws Exception {
    MsgpackReader in = reader("d9ff" + "4a".repeat(255) + "a44a6f696e");
    assertThat(in.key()).isEmpty();
    assertThat(in.key()).isEqualTo("Join");
  }
}
