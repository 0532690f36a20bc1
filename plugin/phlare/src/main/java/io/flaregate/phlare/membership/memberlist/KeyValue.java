package io.flaregate.phlare.membership.memberlist;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoWriter;
import java.nio.charset.StandardCharsets;

/**
 * A key of the cluster's store with its value: protobuf {@code KeyValuePair}.
 *
 * @param key its name: {@code collectors/ring}
 * @param codec what the value is: {@link #RING_CODEC} or something else
 * @param value the value, by codec
 * @param deleted whether the whole key is deleted
 * @param updateTimeMillis when it was deleted, Unix time; 0 unless it is
 */
record KeyValue(String key, String codec, Slice value, boolean deleted, long updateTimeMillis) {
  /** The codec of rings: a Snappy block of protobuf. */
  static final String RING_CODEC = "ringDesc";

  private static final int KEY = (1 << 3) | ProtoReader.LENGTH;
  private static final int VALUE = (2 << 3) | ProtoReader.LENGTH;
  private static final int CODEC = (3 << 3) | ProtoReader.LENGTH;
  private static final int DELETED = (4 << 3) | ProtoReader.VARINT;
  private static final int UPDATE_TIME = (5 << 3) | ProtoReader.VARINT;

  /** Reads the message. */
  static KeyValue parse(Slice message) throws MemberlistException {
    Fields fields = new Fields();
    try {
      fields.read(message);
    } catch (MalformedProtoException e) {
      throw new MemberlistException(
          PullFailure.MALFORMED, "key-value pair cannot be read: " + e.getMessage(), e);
    }
    return new KeyValue(
        fields.key.text(), fields.codec.text(), fields.value, fields.deleted, fields.updateTime);
  }

  /** Writes the message of a pair that is not deleted. */
  static byte[] write(String key, String codec, byte[] value) {
    ProtoWriter out = new ProtoWriter(value.length + 64);
    out.bytes(1, key.getBytes(StandardCharsets.UTF_8));
    out.bytes(2, value);
    out.bytes(3, codec.getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static final class Fields {
    private Slice key = Slice.EMPTY;
    private Slice codec = Slice.EMPTY;
    private Slice value = Slice.EMPTY;
    private boolean deleted;
    private long updateTime;

    void read(Slice message) throws MalformedProtoException {
      ProtoReader in = new ProtoReader();
      in.reset(message.bytes, message.from, message.to);
      while (in.hasMore()) {
        int tag = in.readTag();
        switch (tag) {
          case KEY -> key = bytes(in, message);
          case VALUE -> value = bytes(in, message);
          case CODEC -> codec = bytes(in, message);
          case DELETED -> deleted = in.readBool();
          case UPDATE_TIME -> updateTime = in.readInt64();
          default -> in.skipUnknown(tag, 5);
        }
      }
    }

    private static Slice bytes(ProtoReader in, Slice message) throws MalformedProtoException {
      int length = in.readLength();
      int from = in.position();
      in.skipBytes(length);
      return new Slice(message.bytes, from, from + length);
    }
  }
}
