package io.flaregate.otlp;

import io.flaregate.otlp.json.MalformedJsonException;
import io.flaregate.otlp.json.OtlpJson;
import io.flaregate.profiles.wire.SizeLimitException;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.admission.ByteAccount;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.OverBudgetException;

/** Turns bodies of JSON into protobuf, within the budget. */
final class JsonBodies {
  private JsonBodies() {}

  /**
   * The request of a body as protobuf. Nearly always it is smaller than its JSON, so that much is
   * booked first, and what it can take at most only if that was not enough.
   *
   * @throws AnswerException if it is not the JSON of a request, or there is no room
   */
  static Body toProtobuf(Body body, ByteAccount account) {
    long expected = body.length();
    try {
      book(account, expected);
      return OtlpJson.toProtobuf(body.array(), body.length(), expected);
    } catch (SizeLimitException e) {
      return toLargerProtobuf(body, account, expected);
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  private static Body toLargerProtobuf(Body body, ByteAccount account, long booked) {
    long most = OtlpJson.MAX_GROWTH * (long) body.length();
    try {
      book(account, most - booked);
      return OtlpJson.toProtobuf(body.array(), body.length(), most);
    } catch (MalformedJsonException e) {
      throw malformed(e);
    }
  }

  private static void book(ByteAccount account, long bytes) {
    if (!account.grow(bytes)) {
      throw new AnswerException(new OverBudgetException().answer());
    }
  }

  private static AnswerException malformed(MalformedJsonException e) {
    return new AnswerException(
        Answer.refused(Answer.Kind.UNDECODABLE, String.valueOf(e.getMessage())));
  }
}
