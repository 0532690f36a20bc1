package io.flaregate.transport.receiver;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.FairExecutor;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.tenant.TenantResolver;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

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

  /**
   * Decodes a body, and counts it if it cannot be decoded or is too large for that.
   *
   * @throws AnswerException what decoding throws
   */
  public <T> T decoding(String tenant, Supplier<T> decoder) {
    try {
      return decoder.get();
    } catch (AnswerException e) {
      if (e.answer().kind() == Answer.Kind.UNDECODABLE) {
        metrics.undecodable(tenant, Reason.UNDECODABLE);
      } else if (e.answer().kind() == Answer.Kind.TOO_LARGE) {
        metrics.tooLarge(tenant);
      }
      throw e;
    }
  }

  /**
   * Decodes a body into something that is there already, and counts it if that cannot be done.
   *
   * @throws AnswerException what decoding throws
   */
  public void decoding(String tenant, Runnable decoder) {
    Boolean unused =
        decoding(
            tenant,
            () -> {
              decoder.run();
              return true;
            });
  }

  /** Threads for CPU work. */
  public Executor workers() {
    return settings.workers();
  }

  /** Threads for CPU work on behalf of a tenant, in that tenant's turn. */
  public Executor workers(String tenant) {
    return FairExecutor.of(settings.workers(), tenant);
  }

  /** Wall-clock time in the unit of OTLP: nanoseconds since 1970. */
  public long unixNanos() {
    Instant now = settings.clock().instant();
    return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
  }
}
