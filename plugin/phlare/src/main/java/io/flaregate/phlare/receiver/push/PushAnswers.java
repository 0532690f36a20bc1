package io.flaregate.phlare.receiver.push;

import io.flaregate.spi.consumer.Answer;

/** Answers as a Push can tell them, which knows no partial success (distributor.md, section 12). */
final class PushAnswers {
  private PushAnswers() {}

  /** Whether a sender hears that all is well: then nothing of it was refused. */
  static boolean isSuccess(Answer answer) {
    return answer.kind() == Answer.Kind.OK
        || (answer.kind() == Answer.Kind.PARTIAL && answer.rejectedProfiles() == 0);
  }

  /** The answer, with a partial success as the refusal of those that were refused. */
  static Answer whole(Answer answer) {
    return answer.kind() == Answer.Kind.PARTIAL
        ? new Answer(
            Answer.Kind.INVALID,
            answer.rejectedProfiles(),
            answer.message(),
            answer.details(),
            answer.retryDelay())
        : answer;
  }
}
