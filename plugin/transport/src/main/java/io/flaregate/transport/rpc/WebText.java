package io.flaregate.transport.rpc;

import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.OverBudgetException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * Bodies of {@code application/grpc-web-text}: those of gRPC-web in base64, in one or several parts
 * each of which may end with its padding (<a
 * href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-WEB.md">protocol</a>).
 */
final class WebText {
  private WebText() {}

  /** How many bytes may come for so many of the body that they hold. */
  static long encodedBytes(long bytes) {
    return (bytes + 2) / 3 * 4;
  }

  /** A body as text. */
  static byte[] encode(byte[] body) {
    return Base64.getEncoder().encode(body);
  }

  /**
   * The body that a text holds.
   *
   * @param account where it is booked before it is made
   * @throws AnswerException if it is not base64, or there is no room
   */
  static Body decode(Body text, ByteAccount account) {
    byte[] body = new byte[book(text.length() / 4L * 3, account)];
    int length = 0;
    int from = 0;
    try {
      while (from < text.length()) {
        int end = partEnd(text, from);
        ByteBuffer part =
            Base64.getDecoder().decode(ByteBuffer.wrap(text.array(), from, end - from));
        int bytes = part.remaining();
        part.get(body, length, bytes);
        length += bytes;
        from = end;
      }
    } catch (IllegalArgumentException e) {
      throw malformed();
    }
    return new Body(body, length);
  }

  private static int book(long bytes, ByteAccount account) {
    // What a part is decoded to is there twice for a moment.
    if (!account.grow(2 * bytes)) {
      throw new AnswerException(new OverBudgetException().answer());
    }
    return (int) bytes;
  }

  /** The index after the padding of the part that begins at an index, or after the whole. */
  private static int partEnd(Body text, int from) {
    int end = from;
    while (end < text.length() && text.array()[end] != '=') {
      end++;
    }
    while (end < text.length() && text.array()[end] == '=') {
      end++;
    }
    if ((end - from) % 4 != 0) {
      throw malformed();
    }
    return end;
  }

  private static AnswerException malformed() {
    return new AnswerException(
        Answer.refused(Answer.Kind.UNDECODABLE, "the body of grpc-web-text is not base64"));
  }
}
