package io.flaregate.ring.desc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RingDescCodecTest {
  static RingDesc randomRing(Random random) {
    List<RingDesc.Entry> entries = new ArrayList<>();
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      String id = "ingester-" + i;
      Instance instance =
          new Instance(
              random.nextInt(4) == 0 ? "" : id,
              random.nextInt(4) == 0 ? "" : "10.0.0." + i + ":9095",
              random.nextBoolean() ? "zone-\u00e9" : "",
              InstanceState.of(random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(5)),
              random.nextLong(),
              random.nextInt(),
              random.nextBoolean(),
              random.nextInt(3) * 1000L,
              TokenList.of(random.ints(random.nextInt(40)).toArray()));
      Map<Long, Long> versions =
          random.nextBoolean() ? Map.of() : Map.of(random.nextLong(), random.nextLong(), 0L, 0L);
      entries.add(new RingDesc.Entry(id, instance, versions));
    }
    return new RingDesc(entries);
  }

  @Test
  void whatIsWrittenComesBack() throws Exception {
    for (long seed = 1; seed <= 1000; seed++) {
      RingDesc ring = randomRing(new Random(seed));
      assertThat(RingDescCodec.decode(RingDescCodec.encode(ring), 1 << 16))
          .as("seed %d", seed)
          .isEqualTo(ring);
    }
  }

  @Test
  void noDamageMakesTheReaderThrowAnythingElse() {
    for (long seed = 1; seed <= 3000; seed++) {
      Random random = new Random(seed);
      byte[] message = RingDescCodec.write(randomRing(random));
      message[random.nextInt(message.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        RingDescCodec.parse(message);
      } catch (RingDescException e) {
        assertThat(e.getMessage()).as("seed %d", seed).isNotEmpty();
      } catch (RuntimeException e) {
        fail("seed " + seed, e);
      }
    }
  }

  private static RingDesc parse(String hex) throws RingDescException {
    return RingDescCodec.parse(HexFormat.of().parseHex(hex));
  }

  @Test
  void unknownFieldsOfEveryWireTypeAreSkipped() throws Exception {
    String unknown =
        "1001" + "190102030405060708" + "220161" + "2d01020304" + "3b4001430801440a003c";
    assertThat(parse(unknown)).isEqualTo(RingDesc.EMPTY);
    assertThat(parse("0a08" + "0a0161" + "12030a0162").instances())
        .containsExactly(Instance.active("a", "b", "", TokenList.empty()));
  }

  @Test
  void damagedMessagesAreRefused() {
    String[][] messages = {
      {"0a", "unexpected EOF (at byte 1)"},
      {"0a05", "unexpected EOF (at byte 2, wanted: 5 bytes)"},
      {"0affffffffffffffffff01", "unexpected EOF (at byte 11, wanted: 18446744073709551615 bytes)"},
      {"08ffffffffffffffffffff", "proto: wrong wireType = 0 for field Ingesters"},
      {"10ffffffffffffffffffff01", "proto: integer overflow (at byte 11)"},
      {"0a0412020802", "proto: wrong wireType = 0 for field Addr"},
      {"0a0412023500", "proto: wrong wireType = 5 for field Tokens"},
      {"00", "proto: illegal tag 0 (wire type 0)"},
      {"17", "proto: illegal wireType 7"},
      {"14", "proto: wiretype end group for non-group"},
      {"13", "unexpected EOF (at byte 1, wanted: group)"},
      {"1901", "unexpected EOF (at byte 1, wanted: number)"},
    };
    for (String[] message : messages) {
      assertThatThrownBy(() -> parse(message[0]))
          .as(message[0])
          .isInstanceOf(RingDescException.class)
          .hasMessage(message[1]);
    }
  }

  @Test
  void membersAreLimited() {
    WireWriter out = new WireWriter();
    for (int i = 0; i <= RingDescCodec.MAX_MEMBERS; i++) {
      WireWriter pair = new WireWriter();
      pair.text(1, Integer.toString(i, 36));
      out.bytes(1, pair.toBytes());
    }
    assertThatThrownBy(() -> RingDescCodec.parse(out.toBytes()))
        .isInstanceOf(RingDescException.class)
        .hasMessage("ring has more than 65536 members");
  }

  @Test
  void versionsAreLimited() {
    WireWriter instance = new WireWriter();
    for (int i = 0; i <= RingDescCodec.MAX_VERSIONS; i++) {
      instance.bytes(12, new byte[0]);
    }
    WireWriter pair = new WireWriter();
    pair.bytes(2, instance.toBytes());
    WireWriter out = new WireWriter();
    out.bytes(1, pair.toBytes());
    assertThatThrownBy(() -> RingDescCodec.parse(out.toBytes()))
        .isInstanceOf(RingDescException.class)
        .hasMessage("ring has more than 65536 versions");
  }

  @Test
  void aLongTailOfUnpackedTokensIsRead() throws Exception {
    WireWriter instance = new WireWriter();
    for (int i = 1; i <= 1000; i++) {
      instance.varint(6, i);
    }
    WireWriter pair = new WireWriter();
    pair.text(1, "a");
    pair.bytes(2, instance.toBytes());
    WireWriter out = new WireWriter();
    out.bytes(1, pair.toBytes());
    TokenList tokens = RingDescCodec.parse(out.toBytes()).instances().get(0).tokens();
    assertThat(tokens.size()).isEqualTo(1000);
    assertThat(tokens.get(999)).isEqualTo(1000);
  }
}
