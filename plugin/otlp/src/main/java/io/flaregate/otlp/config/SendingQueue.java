package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.ConfigNode;
import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import org.jspecify.annotations.Nullable;

/**
 * The Collector's sending_queue, as far as it makes sense here: a queue in memory acknowledges what
 * is not stored, so it is off, and on only where senders wait for the result. How much may wait is
 * bounded by max_inflight_bytes then as well.
 *
 * @param enabled whether there is one; it needs {@code wait_for_result}
 * @param waitForResult whether senders hear what became of their requests
 * @param numConsumers how many requests are sent at once
 * @param queueSize how much may wait for that, in the unit of {@code sizer}
 * @param sizer what the queue's size counts
 * @param blockOnOverflow whether what finds the queue full waits all the same, bounded by
 *     max_inflight_bytes alone, instead of being answered with 503
 * @param storage not supported
 * @param batch not supported
 */
public record SendingQueue(
    @Description("Whether requests are queued; needs wait_for_result: true.") boolean enabled,
    @Description("Whether senders wait for the result, as they do without a queue.")
        boolean waitForResult,
    @Description("Requests that are sent at once.") int numConsumers,
    @Description("How much may wait beside them, in the unit of sizer.") long queueSize,
    @Description("What queue_size counts: requests, items (samples) or bytes.") Sizer sizer,
    @Description(
            "Whether requests wait when the queue is full, within max_inflight_bytes, instead of"
                + " being answered with 503.")
        boolean blockOnOverflow,
    @Description("Not supported: a queue on disk is that of exporter phlare with ack: durable.")
        @Nullable ConfigNode storage,
    @Description("Not supported: requests are not put together.") @Nullable ConfigNode batch)
    implements Validated {

  /** What the size of the queue counts. */
  public enum Sizer {
    /** Requests. */
    REQUESTS,
    /** Samples. */
    ITEMS,
    /** Bytes of profiles, as they came. */
    BYTES
  }

  public SendingQueue {
    requireNonNull(sizer, "sizer is null");
  }

  /** Off; the rest as the Collector has it. */
  public static SendingQueue defaults() {
    return new SendingQueue(false, false, 10, 1000, Sizer.REQUESTS, false, null, null);
  }

  @Override
  public void validate(Problems problems) {
    if (enabled && !waitForResult) {
      problems.error(
          "enabled",
          "is true: such a queue acknowledges what is not stored yet, and loses it at a restart;"
              + " set wait_for_result: true, or enabled: false (senders then wait, and try again"
              + " what fails)");
    }
    if (numConsumers <= 0) {
      problems.error("num_consumers", "is " + numConsumers + ", must be 1 or more");
    }
    if (queueSize <= 0) {
      problems.error("queue_size", "is " + queueSize + ", must be 1 or more");
    }
    if (isSet(storage)) {
      problems.error(
          "storage",
          "is not supported: nothing is kept on disk here; the exporter phlare does with ack:"
              + " durable");
    }
    if (isSet(batch)) {
      problems.error("batch", "is not supported: each request is sent on by itself");
    }
  }

  /** The Collector's configurations spell out that there is none. */
  private static boolean isSet(@Nullable ConfigNode node) {
    return node != null
        && !(node instanceof ConfigNode.Scalar scalar
            && (scalar.text() == null || scalar.text().equals("none")));
  }
}
