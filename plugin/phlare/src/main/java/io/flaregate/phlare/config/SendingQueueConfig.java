package io.flaregate.phlare.config;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;

/**
 * The Collector's sending_queue, as far as it makes sense here. Its queue in memory acknowledges
 * what is not stored, so it is off, and cannot be had; the queue is the write-ahead log.
 *
 * @param enabled whether requests are queued: with {@code ack: durable}, in the log, or with {@code
 *     wait_for_result}, which changes nothing
 * @param waitForResult whether a sender hears what became of its request
 * @param numConsumers how many batches are delivered at once from the log
 */
public record SendingQueueConfig(
    @Description("Needs ack: durable, whose log is the queue, or wait_for_result: true.")
        boolean enabled,
    @Description("Whether senders wait for the result, as they do without a queue.")
        boolean waitForResult,
    @Description("Batches that are delivered from the log at once.") int numConsumers)
    implements Validated {
  private static final int MAX_CONSUMERS = 1000;

  /** Off; ten consumers, as in the Collector. */
  public static SendingQueueConfig defaults() {
    return new SendingQueueConfig(false, false, 10);
  }

  @Override
  public void validate(Problems problems) {
    if (numConsumers < 1 || numConsumers > MAX_CONSUMERS) {
      problems.error("num_consumers", "is " + numConsumers + ", must be 1 to " + MAX_CONSUMERS);
    }
  }
}
