package io.flaregate.spi.consumer;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Map;

/**
 * Whose a request is, how it came, and until when an answer is of use.
 *
 * @param tenant the tenant's id, checked
 * @param transport how it came, as metrics name it: {@code grpc} or {@code http}
 * @param receivedUnixNanos wall-clock time of receipt, nanoseconds since 1970; takes the place of a
 *     profile's time when that is 0
 * @param deadlineNanos the {@link System#nanoTime} after which nobody waits for the answer; {@link
 *     #NO_DEADLINE} if there is none
 * @param clientMetadata headers that a receiver was told to pass on, names in lower case
 * @param cancellation whether the sender still waits
 */
public record RequestContext(
    String tenant,
    String transport,
    long receivedUnixNanos,
    long deadlineNanos,
    Map<String, List<String>> clientMetadata,
    Cancellation cancellation) {

  /** In place of a deadline: the sender waits for ever. */
  public static final long NO_DEADLINE = Long.MAX_VALUE;

  public RequestContext {
    requireNonNull(tenant, "tenant is null");
    requireNonNull(transport, "transport is null");
    clientMetadata = Map.copyOf(clientMetadata);
    requireNonNull(cancellation, "cancellation is null");
  }

  /** A context with a tenant and a time of receipt only. */
  public static RequestContext of(String tenant, long receivedUnixNanos) {
    return new RequestContext(
        tenant, "none", receivedUnixNanos, NO_DEADLINE, Map.of(), Cancellation.NEVER);
  }

  /** Nanoseconds until the deadline at a reading of {@link System#nanoTime}; ≤ 0 once it passed. */
  public long remainingNanos(long nowNanos) {
    return deadlineNanos == NO_DEADLINE ? Long.MAX_VALUE : deadlineNanos - nowNanos;
  }
}
