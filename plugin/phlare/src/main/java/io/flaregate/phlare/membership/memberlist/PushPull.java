package io.flaregate.phlare.membership.memberlist;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.ring.desc.RingDescException;
import io.flaregate.ring.desc.SnappyBlock;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The messages of a push/pull: the request of an observer, and what a node answers.
 *
 * @param join what the node says of joining; it has no meaning here
 * @param nodes how many nodes are listed
 * @param aliveNodes how many of them are alive
 * @param userState the state, for {@link UserState}
 */
record PushPull(boolean join, int nodes, int aliveNodes, Slice userState) {
  /** Most bytes of an uncompressed message: somewhat more than memberlist's own limit. */
  static final int MAX_MESSAGE_BYTES = 21 << 20;

  /** Most bytes of a cluster label. */
  static final int MAX_LABEL_BYTES = MemberlistConfig.MAX_CLUSTER_LABEL_BYTES;

  private static final int STREAM = 2;
  private static final int LABEL = 244;
  private static final int PUSH_PULL = 6;
  private static final int COMPRESSED = 9;
  private static final int ENCRYPTED = 10;
  private static final int ERROR = 13;

  private static final int LZW = 0;
  private static final int SNAPPY = 1;
  private static final int ALIVE = 0;
  private static final int MAX_ERROR_CHARS = 200;

  /**
   * What an observer sends: no nodes, and maybe pairs of its own.
   *
   * @param label the cluster's label; may be empty
   * @param userState as {@link UserState#write} gives it; may be empty
   */
  static byte[] request(String label, byte[] userState) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(STREAM);
    if (!label.isEmpty()) {
      byte[] text = label.getBytes(StandardCharsets.UTF_8);
      out.write(LABEL);
      out.write(text.length);
      out.writeBytes(text);
    }
    out.write(PUSH_PULL);
    out.writeBytes(header(false, 0, userState.length));
    out.writeBytes(userState);
    return out.toByteArray();
  }

  static byte[] header(boolean join, int nodes, int userStateBytes) {
    return new MsgpackWriter()
        .map(3)
        .key("Join")
        .bool(join)
        .key("Nodes")
        .signed(nodes)
        .key("UserStateLen")
        .signed(userStateBytes)
        .toBytes();
  }

  /**
   * Reads an answer; what follows the message is ignored.
   *
   * @throws MemberlistException if it is an error, or damaged, or too large
   */
  static PushPull answer(Slice answer) throws MemberlistException {
    return body(uncompressed(answer));
  }

  /** The message without its compression; it begins with its type. */
  static Slice uncompressed(Slice message) throws MemberlistException {
    if (type(message) != COMPRESSED) {
      return message;
    }
    MsgpackReader in = new MsgpackReader(content(message));
    long algorithm = 0;
    Slice buffer = Slice.EMPTY;
    for (int fields = in.mapSize(); fields > 0; fields--) {
      switch (in.key()) {
        case "Algo" -> algorithm = in.integer();
        case "Buf" -> buffer = in.raw();
        default -> in.skip();
      }
    }
    if (algorithm == LZW) {
      return LzwDecoder.decode(buffer, MAX_MESSAGE_BYTES);
    }
    if (algorithm == SNAPPY) {
      return snappy(buffer);
    }
    throw MemberlistException.malformed(
        "compression algorithm " + algorithm + " is neither 0 (lzw) nor 1 (snappy)");
  }

  private static Slice snappy(Slice block) throws MemberlistException {
    try {
      return Slice.of(SnappyBlock.decode(block.copy(), MAX_MESSAGE_BYTES));
    } catch (RingDescException e) {
      throw new MemberlistException(
          PullFailure.MALFORMED, "message cannot be decompressed: " + e.getMessage(), e);
    }
  }

  private static PushPull body(Slice message) throws MemberlistException {
    return switch (type(message)) {
      case PUSH_PULL -> state(new MsgpackReader(content(message)));
      case ERROR -> throw refusal(new MsgpackReader(content(message)));
      case ENCRYPTED ->
          throw MemberlistException.malformed("message is encrypted, which no ring's cluster does");
      default ->
          throw MemberlistException.malformed("message has type " + type(message) + ", not 6");
    };
  }

  private static PushPull state(MsgpackReader in) throws MemberlistException {
    boolean join = false;
    long nodes = 0;
    long stateBytes = 0;
    for (int fields = in.mapSize(); fields > 0; fields--) {
      switch (in.key()) {
        case "Join" -> join = in.bool();
        case "Nodes" -> nodes = in.integer();
        case "UserStateLen" -> stateBytes = in.integer();
        default -> in.skip();
      }
    }
    if (nodes < 0 || nodes > in.remaining()) {
      throw MemberlistException.malformed(
          "push/pull: " + nodes + " nodes, but " + in.remaining() + " bytes are left");
    }
    int alive = 0;
    for (long i = 0; i < nodes; i++) {
      alive += nodeState(in) == ALIVE ? 1 : 0;
    }
    Slice rest = in.rest();
    if (stateBytes < 0 || stateBytes > rest.length()) {
      throw MemberlistException.malformed(
          "push/pull: user state of " + stateBytes + " bytes, but " + rest.length() + " are left");
    }
    Slice state = new Slice(rest.bytes, rest.from, rest.from + (int) stateBytes);
    return new PushPull(join, (int) nodes, alive, state);
  }

  /** Nodes are counted only: health comes from heartbeats, and node names are not instance ids. */
  private static long nodeState(MsgpackReader in) throws MemberlistException {
    long state = ALIVE;
    for (int fields = in.mapSize(); fields > 0; fields--) {
      if (in.key().equals("State")) {
        state = in.integer();
      } else {
        in.skip();
      }
    }
    return state;
  }

  private static MemberlistException refusal(MsgpackReader in) throws MemberlistException {
    String text = "";
    for (int fields = in.mapSize(); fields > 0; fields--) {
      if (in.key().equals("Error")) {
        text = in.raw().text();
      } else {
        in.skip();
      }
    }
    String shown = text.substring(0, Math.min(text.length(), MAX_ERROR_CHARS));
    return new MemberlistException(
        PullFailure.REFUSED, "the node refuses the request: \"" + shown + "\"");
  }

  private static int type(Slice message) throws MemberlistException {
    if (message.length() == 0) {
      throw MemberlistException.malformed("message is empty");
    }
    return message.bytes[message.from] & 0xff;
  }

  private static Slice content(Slice message) {
    return new Slice(message.bytes, message.from + 1, message.to);
  }
}
