package io.flaregate.phlare.membership.memberlist;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Reads memberlist's packets. The observer takes part in none; this shows that the parts that it
 * shares with them (compression, msgpack, pairs) read what real nodes gossip.
 *
 * @param from the sender's address
 * @param label empty if there is none
 * @param crc the checksum that the message begins with, or -1
 * @param message what the checksums are over
 * @param md5 the checksum at the end
 */
record Packets(String from, String label, long crc, Slice message, String md5) {
  private static final int COMPOUND = 7;
  private static final int COMPRESSED = 9;
  private static final int CHECKSUM = 12;
  private static final int MD5_BYTES = 16;

  static Packets read(byte[] raw) throws MemberlistException {
    if (raw[0] != 1) {
      throw MemberlistException.malformed("no packet");
    }
    int start = 2 + (raw[1] & 0xff);
    int end = raw.length - MD5_BYTES;
    String from = new String(raw, 2, start - 2, StandardCharsets.UTF_8);
    String md5 = HexFormat.of().formatHex(raw, end, raw.length);
    if (!md5.equals(md5(Arrays.copyOfRange(raw, start, end)))) {
      throw MemberlistException.malformed("MD5");
    }
    NodeSide.Labelled labelled = NodeSide.label(new Slice(raw, start, end));
    Slice message = labelled.message();
    if (message.bytes[message.from] != CHECKSUM) {
      return new Packets(from, labelled.label(), -1, message, md5);
    }
    long crc = ByteBuffer.wrap(raw, message.from + 1, 4).getInt() & 0xffff_ffffL;
    Slice rest = new Slice(raw, message.from + 5, end);
    CRC32 sum = new CRC32();
    sum.update(rest.bytes, rest.from, rest.length());
    if (sum.getValue() != crc) {
      throw MemberlistException.malformed("CRC");
    }
    return new Packets(from, labelled.label(), crc, rest, md5);
  }

  private static String md5(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The messages, each beginning with its type, without compression and compounds round them. */
  List<Slice> messages() throws MemberlistException {
    List<Slice> messages = new ArrayList<>();
    unpack(message, messages);
    return messages;
  }

  private static void unpack(Slice message, List<Slice> messages) throws MemberlistException {
    switch (message.bytes[message.from]) {
      case COMPRESSED -> unpack(PushPull.uncompressed(message), messages);
      case COMPOUND -> {
        int count = message.bytes[message.from + 1] & 0xff;
        ByteBuffer lengths = ByteBuffer.wrap(message.bytes, message.from + 2, 2 * count);
        int at = message.from + 2 + 2 * count;
        for (int i = 0; i < count; i++) {
          int length = lengths.getShort() & 0xffff;
          unpack(new Slice(message.bytes, at, at + length), messages);
          at += length;
        }
      }
      default -> messages.add(message);
    }
  }
}
