package io.flaregate.phlare.membership.memberlist;

import io.flaregate.ring.Instance;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.ring.desc.SnappyBlock;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a node does with the bytes of a connection. */
final class NodeSide {
  /** How a node compresses its answers, if that makes them smaller. */
  enum Compression {
    NONE,
    LZW,
    SNAPPY
  }

  private static final int LABEL = 244;

  private NodeSide() {}

  /**
   * A stream's beginning.
   *
   * @param label empty if there is none
   * @param message beginning with its type
   */
  record Labelled(String label, Slice message) {}

  /** Takes off a label header; to be preceded by nothing. */
  static Labelled label(Slice bytes) throws MemberlistException {
    if (bytes.length() == 0 || (bytes.bytes[bytes.from] & 0xff) != LABEL) {
      return new Labelled("", bytes);
    }
    int length = bytes.length() < 2 ? 0 : bytes.bytes[bytes.from + 1] & 0xff;
    if (length == 0 || bytes.length() < 2 + length) {
      throw MemberlistException.malformed("label header");
    }
    int end = bytes.from + 2 + length;
    return new Labelled(
        new Slice(bytes.bytes, bytes.from + 2, end).text(), new Slice(bytes.bytes, end, bytes.to));
  }

  /** The pairs of a state. */
  static List<KeyValue> pairs(Slice state) throws MemberlistException {
    List<KeyValue> pairs = new ArrayList<>();
    UserState in = new UserState(state);
    for (KeyValue pair = in.next(); pair != null; pair = in.next()) {
      pairs.add(pair);
    }
    return pairs;
  }

  static byte[] ringPair(String key, List<Instance> members) {
    return KeyValue.write(key, KeyValue.RING_CODEC, RingDescCodec.encode(RingDesc.of(members)));
  }

  /** A node as a push/pull lists it. */
  static byte[] nodeState(String name, int state) {
    byte[] loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1};
    return GoMsgpack.map(7)
        .raw("Addr", loopback)
        .unsigned("Incarnation", 1)
        .raw("Meta", null)
        .text("Name", name)
        .unsigned("Port", 7946)
        .signed("State", state)
        .raw("Vsn", new byte[] {1, 5, 2, 0, 0, 0})
        .toBytes();
  }

  /** A push/pull without compression, beginning with its type. */
  static byte[] pushPull(Map<String, Integer> nodes, byte[] userState) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(6);
    out.writeBytes(PushPull.header(false, nodes.size(), userState.length));
    nodes.forEach((name, state) -> out.writeBytes(nodeState(name, state)));
    out.writeBytes(userState);
    return out.toByteArray();
  }

  /** The message in a node's compression; plain where that is not larger. */
  static byte[] compressed(byte[] message, Compression compression) {
    byte[] smaller =
        switch (compression) {
          case NONE -> message;
          case LZW -> wrapped(0, LzwEncoder.encode(message));
          case SNAPPY -> wrapped(1, SnappyBlock.encode(message));
        };
    return smaller.length < message.length ? smaller : message;
  }

  /** A compressed message whose content may be anything. */
  static byte[] wrapped(int algorithm, byte[] content) {
    byte[] map = GoMsgpack.map(2).unsigned("Algo", algorithm).raw("Buf", content).toBytes();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(9);
    out.writeBytes(map);
    return out.toByteArray();
  }
}
