package io.flaregate.phlare.membership.memberlist;

/** Small messages that would become large ones. */
final class Bombs {
  /** A compressed message one byte larger than is allowed. */
  static final byte[] LZW =
      NodeSide.wrapped(0, LzwEncoder.encode(new byte[PushPull.MAX_MESSAGE_BYTES + 1]));

  private Bombs() {}
}
