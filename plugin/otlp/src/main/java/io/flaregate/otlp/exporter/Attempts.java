package io.flaregate.otlp.exporter;

import io.flaregate.otlp.config.RetryOnFailure;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What the calls of an exporter share.
 *
 * @param sender sends
 * @param timeout how long one attempt may take
 * @param retry when another one is made
 * @param scheduler times the pauses
 * @param workers where attempts after the first begin
 * @param underWay where calls end
 * @param metrics counts
 */
record Attempts(
    Sender sender,
    Duration timeout,
    RetryOnFailure retry,
    ScheduledExecutorService scheduler,
    Executor workers,
    UnderWay underWay,
    ExportMetrics metrics) {

  /** The pauses of a new call. */
  Backoff backoff() {
    return new Backoff(retry, () -> ThreadLocalRandom.current().nextDouble());
  }
}
