package io.flaregate.transport.receiver;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.Settings;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.tenant.TenantResolver;
import java.time.Instant;
import java.util.concurrent.Executor;

/**
 * What the protocols of one receiver share.
 *
 * @param settings executors, clock and logger
 * @param tenants finds the tenant of a request
 * @param budget where the bytes of requests are booked
 * @param metrics what is counted
 * @param limits how large the requests of a tenant may be
 */
public record ReceiverShared(
    Settings settings,
    TenantResolver tenants,
    ByteBudget budget,
    ReceiverMetrics metrics,
    RequestLimits limits) {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  public ReceiverShared {
    requireNonNull(settings, "settings is null");
    requireNonNull(tenants, "tenants is null");
    requireNonNull(budget, "budget is null");
    requireNonNull(metrics, "metrics is null");
    requireNonNull(limits, "limits is null");
  }

  /** The component's logger. */
  public System.Logger logger() {
    return settings.logger();
  }

  /** Threads for CPU work. */
  public Executor workers() {
    return settings.workers();
  }

  /** Wall-clock time in the unit of OTLP: nanoseconds since 1970. */
  public long unixNanos() {
    Instant now = settings.clock().instant();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }
}
