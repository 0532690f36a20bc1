package io.flaregate.phlare.delivery;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.spi.consumer.Cancellation;
import java.util.List;

/**
 * What is to be written for one request.
 *
 * @param tenant whose series they are
 * @param series the series, at least one
 * @param placement where each goes
 * @param booking the bytes booked for them; the write gives them back after its last replica
 * @param waitUntilNanos the {@link System#nanoTime} after which nobody waits for the answer; {@link
 *     Long#MAX_VALUE} if there is none. It bounds the wait alone: replicas go on
 * @param cancellation whether the sender still waits
 */
public record WriteRequest(
    String tenant,
    List<EncodedSeries> series,
    Placement placement,
    InflightBudget.Booking booking,
    long waitUntilNanos,
    Cancellation cancellation) {
  public WriteRequest {
    requireNonNull(tenant, "tenant is null");
    series = List.copyOf(series);
    requireNonNull(placement, "placement is null");
    requireNonNull(booking, "booking is null");
    requireNonNull(cancellation, "cancellation is null");
    if (series.isEmpty() || series.size() != placement.size()) {
      throw new IllegalArgumentException(
          series.size() + " series for a placement of " + placement.size());
    }
  }
}
