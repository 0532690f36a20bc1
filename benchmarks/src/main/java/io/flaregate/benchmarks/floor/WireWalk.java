package io.flaregate.benchmarks.floor;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks over every tag and varint of a message and of the messages in it, packed varints included,
 * and keeps nothing. Texts, bytes and fixed numbers are stepped over. The bytes must be well
 * formed. Immutable.
 */
public final class WireWalk {
  private static final int VARINT = 0;
  private static final int FIXED64 = 1;
  private static final int LENGTH = 2;
  private static final int FIXED32 = 5;

  private final Node root;

  private WireWalk(Node root) {
    this.root = root;
  }

  /** A walk over messages of a type. */
  public static WireWalk over(Descriptor type) {
    return new WireWalk(node(type, new HashMap<>()));
  }

  private static Node node(Descriptor type, Map<Descriptor, Node> known) {
    Node node = known.get(type);
    if (node == null) {
      int highest = 0;
      for (FieldDescriptor field : type.getFields()) {
        highest = Math.max(highest, field.getNumber());
      }
      node = new Node(highest + 1);
      known.put(type, node);
      for (FieldDescriptor field : type.getFields()) {
        if (field.getJavaType() == JavaType.MESSAGE) {
          node.children[field.getNumber()] = node(field.getMessageType(), known);
        }
        node.packed[field.getNumber()] = isPackedVarints(field);
      }
    }
    return node;
  }

  private static boolean isPackedVarints(FieldDescriptor field) {
    return switch (field.getType()) {
      case INT32, INT64, UINT32, UINT64, SINT32, SINT64, BOOL, ENUM -> field.isPacked();
      default -> false;
    };
  }

  /** Walks over a message; the sum of its varints, so that nobody can leave out reading them. */
  public long walk(byte[] message) {
    return new Walk(message).message(root, message.length);
  }

  /** A type of message. */
  private static final class Node {
    private final @Nullable Node[] children;
    private final boolean[] packed;

    Node(int fields) {
      children = new Node[fields];
      packed = new boolean[fields];
    }
  }

  private static final class Walk {
    private final byte[] bytes;
    private int at;

    Walk(byte[] bytes) {
      this.bytes = bytes;
    }

    long message(Node node, int end) {
      long sum = 0;
      while (at < end) {
        int tag = (int) varint();
        switch (tag & 7) {
          case VARINT -> sum += varint();
          case LENGTH -> sum += content(node, tag >>> 3);
          case FIXED64 -> at += Long.BYTES;
          case FIXED32 -> at += Integer.BYTES;
          default -> throw new IllegalArgumentException("tag " + tag + " before byte " + at);
        }
      }
      return sum;
    }

    private long content(Node node, int field) {
      int length = (int) varint();
      int end = at + length;
      if (field < node.packed.length) {
        Node child = node.children[field];
        if (child != null) {
          return message(child, end);
        }
        if (node.packed[field]) {
          return varints(end);
        }
      }
      at = end;
      return length;
    }

    private long varints(int end) {
      long sum = 0;
      while (at < end) {
        sum += varint();
      }
      return sum;
    }

    private long varint() {
      byte first = bytes[at++];
      return first >= 0 ? first : longVarint(first);
    }

    private long longVarint(byte first) {
      long value = first & 0x7F;
      for (int shift = 7; ; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7F) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }
  }
}
