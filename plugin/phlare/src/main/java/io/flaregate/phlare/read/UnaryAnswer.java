package io.flaregate.phlare.read;

import io.flaregate.phlare.read.IngesterReader.Decoder;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.ring.Instance;
import io.flaregate.transport.grpc.RawMessage;
import org.jspecify.annotations.Nullable;

/** The answer to a question that has one message. */
final class UnaryAnswer<T> extends AnswerListener<T> {
  private final Decoder<T> decoder;
  private @Nullable T answer;

  UnaryAnswer(Instance member, Decoder<T> decoder, ByteAllowance allowance) {
    super(member, allowance);
    this.decoder = decoder;
  }

  @Override
  public void onMessage(RawMessage message) {
    Exception refusal = refusal(message);
    if (refusal != null) {
      fail(refusal);
      return;
    }
    try {
      answer = decoder.decode(message.array(), message.length());
    } catch (MalformedProtoException e) {
      fail(new IngesterException("gave an answer that cannot be read: " + e.getMessage()));
    }
  }

  @Override
  @Nullable T whole() {
    return answer;
  }
}
