package io.flaregate.spi.consumer;

import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.profiles.Profiles;
import java.util.concurrent.CompletionStage;

/** The next step of a pipeline: a processor, an exporter, or several of them. */
public interface ProfilesConsumer {

  /** What this consumer does to rows, and needs of them. */
  Capabilities capabilities();

  /**
   * Takes profiles and answers, later, what became of each row.
   *
   * <p>The stage completes on a callback thread, never on an event loop. It completes normally also
   * when profiles were refused or could not be stored: {@link ConsumeResult} says so. A consumer
   * that throws, or whose stage fails, counts as a bug: every row is then answered as {@link
   * Reason#INTERNAL}.
   *
   * @param profiles the rows; immutable, may be shared with other consumers
   * @param context whose they are and until when an answer is of use
   */
  CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context);
}
