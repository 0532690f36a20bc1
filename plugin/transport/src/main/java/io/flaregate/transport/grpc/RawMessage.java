package io.flaregate.transport.grpc;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.consumer.Answer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as the bytes on the wire, or, for one that came in and could not be read, the answer to
 * give. A failure travels as a value because grpc-java turns whatever a marshaller throws into
 * UNKNOWN.
 */
public final class RawMessage {
  private static final byte[] NOTHING = {};

  private final List<byte[]> parts;
  private final int length;
  private final @Nullable Answer failure;

  private RawMessage(List<byte[]> parts, int length, @Nullable Answer failure) {
    this.parts = parts;
    this.length = length;
    this.failure = failure;
  }

  /** A message of these bytes, which must not change any more. */
  public static RawMessage of(byte[] bytes) {
    requireNonNull(bytes, "bytes is null");
    return new RawMessage(List.of(bytes), bytes.length, null);
  }

  /**
   * A message of several arrays one after another, so that parts shared by several messages need no
   * copy each.
   *
   * @throws ArithmeticException if they are longer than an int can say
   */
  public static RawMessage of(List<byte[]> parts) {
    int length = 0;
    for (byte[] part : parts) {
      length = Math.addExact(length, part.length);
    }
    return new RawMessage(List.copyOf(parts), length, null);
  }

  /** A message that fills the first {@code length} bytes of an array. */
  static RawMessage received(byte[] array, int length) {
    return new RawMessage(List.of(array), length, null);
  }

  /** A message that could not be read, with the answer to give. */
  public static RawMessage failed(Answer failure) {
    return new RawMessage(List.of(), 0, requireNonNull(failure, "failure is null"));
  }

  /** What to answer because the message could not be read; null if it could. */
  public @Nullable Answer failure() {
    return failure;
  }

  /** The number of bytes; 0 for a message that could not be read. */
  public int length() {
    return length;
  }

  /**
   * An array that begins with the message and may be longer than {@link #length}. It is not a copy
   * when the message came in, or was made of one array.
   */
  public byte[] array() {
    if (parts.size() == 1) {
      return parts.get(0);
    }
    return parts.isEmpty() ? NOTHING : joined();
  }

  private byte[] joined() {
    byte[] joined = new byte[length];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, joined, at, part.length);
      at += part.length;
    }
    return joined;
  }

  /** The arrays that the message is made of; the last may be longer than what belongs to it. */
  List<byte[]> parts() {
    return parts;
  }
}
