package io.flaregate.transport.rpc;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.BodyReader;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.compress.SizeLimit;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The frames that gRPC puts around messages: a byte of flags, four of length, the message (<a
 * href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md">protocol</a>).
 */
public final class GrpcFrames {
  /** What comes before a message, in bytes. */
  public static final int HEAD_BYTES = 5;

  private static final int COMPRESSED = 1;

  private GrpcFrames() {}

  /**
   * The message of a unary call.
   *
   * @param frames the body of the call
   * @param encoding how the message is compressed if its flag says so
   * @param limit how large it may be decompressed
   * @throws AnswerException if it is not one message, or cannot be read
   */
  public static Body unary(
      Body frames, ContentEncoding encoding, SizeLimit limit, ByteAccount account) {
    if (frames.length() < HEAD_BYTES) {
      throw internal("the call ended without a message");
    }
    ByteBuffer head = ByteBuffer.wrap(frames.array(), 0, HEAD_BYTES);
    int flags = head.get();
    long length = head.getInt() & 0xffffffffL;
    long present = frames.length() - (long) HEAD_BYTES;
    if ((flags & ~COMPRESSED) != 0) {
      throw internal("the message has unknown flags");
    }
    if (length > present) {
      throw internal("the message is " + length + " bytes long, " + present + " have come");
    }
    if (length < present) {
      throw internal("a unary call has one message");
    }
    if (flags == COMPRESSED && encoding == ContentEncoding.IDENTITY) {
      throw internal("the message is compressed but grpc-encoding does not say how");
    }
    return read(frames, flags == COMPRESSED ? encoding : ContentEncoding.IDENTITY, limit, account);
  }

  private static Body read(
      Body frames, ContentEncoding encoding, SizeLimit limit, ByteAccount account) {
    int length = frames.length() - HEAD_BYTES;
    try {
      if (encoding == ContentEncoding.IDENTITY) {
        BodyReader.book(account, length);
        byte[] message = Arrays.copyOfRange(frames.array(), HEAD_BYTES, frames.length());
        return new Body(message, length);
      }
      ByteArrayInputStream in = new ByteArrayInputStream(frames.array(), HEAD_BYTES, length);
      return BodyReader.decode(encoding, in, length, limit, account);
    } catch (BodyException e) {
      throw new AnswerException(e.answer());
    } catch (IOException e) {
      throw internal("the message cannot be read");
    }
  }

  private static AnswerException internal(String message) {
    return new AnswerException(Answer.refused(Answer.Kind.INTERNAL, message));
  }

  /** A message that is not compressed, framed. */
  static byte[] frame(int flags, byte[] message) {
    return ByteBuffer.allocate(HEAD_BYTES + message.length)
        .put((byte) flags)
        .putInt(message.length)
        .put(message)
        .array();
  }
}
