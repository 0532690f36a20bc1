package io.flaregate.profiles.oracle;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;

/**
 * Encodes a message in ways that are legal and that no usual encoder takes: fields in any order,
 * messages in pieces, varints longer than needed, scalars packed, unpacked or both, scalars given
 * twice, zeros written out, unknown fields among them. Whoever reads it must find the same message.
 */
public final class OddEncoder {
  private static final int UNKNOWN_FIELD = 5000;

  private final Random random;
  private final double oddity;

  /**
   * An encoder.
   *
   * @param random decides what is odd
   * @param oddity how often something is odd, 0 to 1
   */
  public OddEncoder(Random random, double oddity) {
    this.random = random;
    this.oddity = oddity;
  }

  /** The message, encoded. */
  public byte[] encode(Message message) {
    return join(occurrences(message));
  }

  private boolean odd() {
    return random.nextDouble() < oddity;
  }

  /** The fields of a message, each with its tag, in an order that keeps those of one number. */
  private List<byte[]> occurrences(Message message) {
    List<Queue<byte[]>> fields = new ArrayList<>();
    for (Map.Entry<FieldDescriptor, Object> field : message.getAllFields().entrySet()) {
      fields.add(new ArrayDeque<>(field(field.getKey(), field.getValue())));
    }
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!field.isRepeated() && !field.hasPresence() && !message.hasField(field) && odd()) {
        fields.add(new ArrayDeque<>(List.of(scalar(field, field.getDefaultValue()))));
      }
    }
    if (odd()) {
      fields.add(new ArrayDeque<>(List.of(unknown(0))));
    }
    return odd() ? shuffled(fields) : inOrder(fields);
  }

  private static List<byte[]> inOrder(List<Queue<byte[]>> fields) {
    List<byte[]> all = new ArrayList<>();
    fields.forEach(all::addAll);
    return all;
  }

  private List<byte[]> shuffled(List<Queue<byte[]>> fields) {
    List<byte[]> all = new ArrayList<>();
    while (!fields.isEmpty()) {
      int index = random.nextInt(fields.size());
      Queue<byte[]> field = fields.get(index);
      if (!field.isEmpty()) {
        all.add(field.remove());
      }
      if (field.isEmpty()) {
        fields.remove(index);
      }
    }
    return all;
  }

  private List<byte[]> field(FieldDescriptor field, Object value) {
    List<byte[]> all = new ArrayList<>();
    if (field.isRepeated() && field.isPackable()) {
      packable(field, (List<?>) value, all);
    } else if (field.isRepeated()) {
      for (Object each : (List<?>) value) {
        all.add(
            each instanceof Message message ? bytes(field, encode(message)) : scalar(field, each));
      }
    } else if (value instanceof Message message) {
      pieces(field, occurrences(message), all);
    } else {
      if (odd()) {
        all.add(scalar(field, other(field)));
      }
      all.add(scalar(field, value));
    }
    return all;
  }

  /** A singular message in one piece or several, which a reader merges. */
  private void pieces(FieldDescriptor field, List<byte[]> content, List<byte[]> all) {
    int from = 0;
    while (odd() && from < content.size()) {
      int to = from + random.nextInt(content.size() - from + 1);
      all.add(bytes(field, join(content.subList(from, to))));
      from = to;
    }
    all.add(bytes(field, join(content.subList(from, content.size()))));
  }

  private void packable(FieldDescriptor field, List<?> values, List<byte[]> all) {
    int at = 0;
    while (at < values.size()) {
      if (odd()) {
        all.add(scalar(field, values.get(at++)));
      } else {
        int end = odd() ? at + random.nextInt(values.size() - at + 1) : values.size();
        List<byte[]> packed = new ArrayList<>();
        for (Object each : values.subList(at, end)) {
          packed.add(content(field, each));
        }
        all.add(bytes(field, join(packed)));
        at = end;
      }
    }
  }

  /** A value that a later one replaces. */
  private static Object other(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> 77_777;
      case LONG -> 77_777L;
      case BOOLEAN -> true;
      case DOUBLE -> 7.5;
      case FLOAT -> 7.5f;
      case STRING -> "replaced";
      case BYTE_STRING -> ByteString.copyFromUtf8("replaced");
      default -> throw new IllegalArgumentException("no other value of " + field);
    };
  }

  private byte[] scalar(FieldDescriptor field, Object value) {
    byte[] content = content(field, value);
    if (value instanceof String || value instanceof ByteString) {
      return bytes(field, content);
    }
    return join(List.of(tag(field.getNumber(), field.getLiteType().getWireType()), content));
  }

  private byte[] bytes(FieldDescriptor field, byte[] content) {
    return join(List.of(tag(field.getNumber(), 2), varint(content.length), content));
  }

  private byte[] content(FieldDescriptor field, Object value) {
    if (value instanceof ByteString bytes) {
      return bytes.toByteArray();
    }
    if (value instanceof String text) {
      return ByteString.copyFromUtf8(text).toByteArray();
    }
    return switch (field.getType()) {
      case FIXED64 -> written(out -> out.writeFixed64NoTag((Long) value));
      case DOUBLE -> written(out -> out.writeDoubleNoTag((Double) value));
      case BOOL -> varint((Boolean) value ? 1 : 0);
      default -> varint(((Number) value).longValue());
    };
  }

  private byte[] tag(int field, int wireType) {
    return varint((long) field << 3 | wireType);
  }

  /** A varint, at times with more bytes than it needs. */
  private byte[] varint(long value) {
    byte[] shortest = written(out -> out.writeUInt64NoTag(value));
    if (!odd() || shortest.length >= 10) {
      return shortest;
    }
    byte[] padded = new byte[shortest.length + 1 + random.nextInt(10 - shortest.length)];
    System.arraycopy(shortest, 0, padded, 0, shortest.length);
    for (int i = shortest.length - 1; i < padded.length - 1; i++) {
      padded[i] |= (byte) 0x80;
    }
    return padded;
  }

  private byte[] unknown(int depth) {
    int field = UNKNOWN_FIELD + random.nextInt(100);
    byte[] filler = new byte[random.nextInt(20)];
    random.nextBytes(filler);
    return switch (random.nextInt(depth < 3 ? 5 : 4)) {
      case 0 -> join(List.of(tag(field, 0), varint(random.nextLong())));
      case 1 -> join(List.of(tag(field, 1), new byte[8]));
      case 2 -> join(List.of(tag(field, 2), varint(filler.length), filler));
      case 3 -> join(List.of(tag(field, 5), new byte[4]));
      default -> join(List.of(tag(field, 3), unknown(depth + 1), tag(field, 4)));
    };
  }

  private static byte[] join(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private interface Writer {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Writer writer) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      CodedOutputStream out = CodedOutputStream.newInstance(bytes, 16);
      writer.write(out);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
