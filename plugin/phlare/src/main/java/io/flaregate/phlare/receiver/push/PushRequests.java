package io.flaregate.phlare.receiver.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.phlare.receiver.batch.BatchRequests;
import io.flaregate.phlare.receiver.batch.PprofIntake;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.admission.Admission;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.Body;
import io.flaregate.transport.compress.OverBudgetException;
import java.util.concurrent.CompletionStage;

/** The way of a Push that all protocols share. */
final class PushRequests {
  private static final String TYPE = "push";

  /** What reading JSON takes besides the body: its texts as characters, and as bytes. */
  private static final int JSON_BYTES_PER_BYTE = 3;

  private final BatchRequests requests;
  private final PprofIntake intake;

  PushRequests(BatchRequests requests, PprofIntake intake) {
    this.requests = requireNonNull(requests, "requests is null");
    this.intake = requireNonNull(intake, "intake is null");
  }

  /** Works on a message in protobuf. */
  CompletionStage<Answer> proto(
      Body body, long wireBytes, RequestContext context, Admission account) {
    Batch batch = new Batch(account);
    return handle(batch, wireBytes, context, () -> PushDecoder.decode(body, intake.reader(batch)));
  }

  /** Works on a message in JSON. */
  CompletionStage<Answer> json(
      Body body, long wireBytes, RequestContext context, Admission account) {
    if (!account.grow((long) JSON_BYTES_PER_BYTE * body.length())) {
      throw new AnswerException(new OverBudgetException().answer());
    }
    Batch batch = new Batch(account);
    return handle(batch, wireBytes, context, () -> PushJson.decode(body, intake.reader(batch)));
  }

  private CompletionStage<Answer> handle(
      Batch batch, long wireBytes, RequestContext context, Runnable decoder) {
    requests.shared().decoding(context.tenant(), decoder);
    if (batch.size() == 0) {
      throw new AnswerException(Answer.refused(Answer.Kind.INVALID, "no profiles received"));
    }
    return requests.handle(batch, TYPE, wireBytes, context);
  }
}
