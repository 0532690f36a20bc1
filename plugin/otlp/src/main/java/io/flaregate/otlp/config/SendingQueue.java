package io.flaregate.otlp.config;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;

/**
 * The Collector's sending_queue, as far as it makes sense here: a queue in memory acknowledges what
 * is not stored, so it is off, and on only where senders wait for the result. How much may wait is
 * bounded by max_inflight_bytes then as well.
 *
 * @param enabled whether there is one; it needs {@code wait_for_result}
 * @param waitForResult whether senders hear what became of their requests
 */
public record SendingQueue(
    @Description("Whether requests are queued; needs wait_for_result: true.") boolean enabled,
    @Description("Whether senders wait for the result, as they do without a queue.")
        boolean waitForResult)
    implements Validated {

  /** Off. */
  public static SendingQueue defaults() {
    return new SendingQueue(false, false);
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
  }
}
