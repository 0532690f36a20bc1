package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PushPullTest {
  private static byte[] message(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(6);
    Arrays.stream(parts).forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static PushPull answer(byte[] bytes) throws MemberlistException {
    return PushPull.answer(Slice.of(bytes));
  }

  @Test
  void anObserverAnnouncesNoNode() {
    assertThat(HexFormat.of().formatHex(PushPull.request("", new byte[0])))
        .isEqualTo("020683a44a6f696ec2a54e6f64657300ac557365725374617465" + "4c656e00");
  }

  @Test
  void fieldsInAnyOrderAndUnknownOnesAreRead() throws Exception {
    byte[] header =
        GoMsgpack.map(4)
            .unsigned("UserStateLen", 2)
            .text("Later", "x")
            .unsigned("Nodes", 1)
            .bool("Join", true)
            .toBytes();
    PushPull read = answer(message(header, NodeSide.nodeState("n", 3), new byte[] {7, 8, 9}));
    assertThat(read.join()).isTrue();
    assertThat(read.nodes()).isEqualTo(1);
    assertThat(read.aliveNodes()).isZero();
    assertThat(read.userState().copy()).containsExactly(7, 8);
  }

  @Test
  void countsThatTheBytesCannotHoldAreRefused() {
    assertRefused(
        message(GoMsgpack.map(1).signed("Nodes", 1 << 30).toBytes()),
        "push/pull: 1073741824 nodes, but 0 bytes are left");
    assertRefused(
        message(GoMsgpack.map(1).signed("Nodes", -1).toBytes()),
        "push/pull: -1 nodes, but 0 bytes are left");
    assertRefused(
        message(GoMsgpack.map(1).signed("UserStateLen", 10).toBytes(), new byte[9]),
        "push/pull: user state of 10 bytes, but 9 are left");
    assertRefused(
        message(GoMsgpack.map(1).signed("UserStateLen", -1).toBytes()),
        "push/pull: user state of -1 bytes, but 0 are left");
    assertRefused(new byte[0], "message is empty");
    assertRefused(new byte[] {6, (byte) 0x93}, "msgpack: type 0x93 before byte 2, no map");
  }

  private static void assertRefused(byte[] bytes, String why) {
    assertThatThrownBy(() -> answer(bytes))
        .isInstanceOf(MemberlistException.class)
        .hasMessage(why)
        .extracting(e -> ((MemberlistException) e).failure())
        .isEqualTo(PullFailure.MALFORMED);
  }

  @Test
  void onlyOneLayerOfCompressionIsTaken() {
    byte[] once = NodeSide.wrapped(0, LzwEncoder.encode(message(new byte[] {(byte) 0x80})));
    byte[] twice = NodeSide.wrapped(0, LzwEncoder.encode(once));
    assertRefused(twice, "message has type 9, not 6");
  }

  @Test
  void whatNoNodeOfARingSendsIsRefused() {
    assertRefused(new byte[] {10, 0}, "message is encrypted, which no ring's cluster does");
    assertRefused(new byte[] {99}, "message has type 99, not 6");
    assertRefused(
        NodeSide.wrapped(7, new byte[0]),
        "compression algorithm 7 is neither 0 (lzw) nor 1 (snappy)");
  }

  @Test
  void bombsOfEitherAlgorithmEndAtTheLimit() {
    assertThat(Bombs.LZW.length).isLessThan(64 << 10);
    assertThatThrownBy(() -> answer(Bombs.LZW))
        .isInstanceOf(MemberlistException.class)
        .hasMessage("lzw: the message is more than 22020096 bytes long uncompressed");
    // A length of 4 GiB in five bytes, and one that a block of this size could have.
    byte[] absurd = NodeSide.wrapped(1, HexFormat.of().parseHex("ffffffff0f00"));
    assertThatThrownBy(() -> answer(absurd))
        .isInstanceOf(MemberlistException.class)
        .hasMessageStartingWith("message cannot be decompressed: snappy: corrupt input");
    byte[] block = new byte[2 << 20];
    System.arraycopy(HexFormat.of().parseHex("81808010"), 0, block, 0, 4);
    assertThatThrownBy(() -> answer(NodeSide.wrapped(1, block)))
        .isInstanceOf(MemberlistException.class)
        .hasMessageContaining("33554433 bytes, limit 22020096");
  }

  @Test
  void millionsOfEmptyNodesCostNoMemory() throws Exception {
    int nodes = 8 << 20;
    byte[] empty = new byte[nodes];
    Arrays.fill(empty, (byte) 0x80);
    byte[] header = GoMsgpack.map(1).signed("Nodes", nodes).toBytes();
    byte[] many = message(header, empty);
    long before = allocated();
    assertThat(answer(many).nodes()).isEqualTo(nodes);
    assertThat(allocated() - before).isLessThan(1 << 20);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void aRefusalIsToldInItsOwnWordsButNotAtAnyLength() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(13);
    out.writeBytes(GoMsgpack.map(1).text("Error", "x".repeat(1000)).toBytes());
    assertThatThrownBy(() -> answer(out.toByteArray()))
        .hasMessage("the node refuses the request: \"" + "x".repeat(200) + "\"")
        .extracting(e -> ((MemberlistException) e).failure())
        .isEqualTo(PullFailure.REFUSED);
  }

  @Test
  void aNodesOwnAnswerIsReadInEveryCompression() throws Exception {
    for (NodeSide.Compression compression : NodeSide.Compression.values()) {
      byte[] state = new byte[1000];
      byte[] sent =
          NodeSide.compressed(NodeSide.pushPull(Map.of("a", 0, "b", 1), state), compression);
      PushPull read = answer(sent);
      assertThat(read.nodes()).isEqualTo(2);
      assertThat(read.aliveNodes()).isEqualTo(1);
      assertThat(read.userState().copy()).isEqualTo(state);
      assertThat(sent[0]).isEqualTo((byte) (compression == NodeSide.Compression.NONE ? 6 : 9));
    }
  }
}
