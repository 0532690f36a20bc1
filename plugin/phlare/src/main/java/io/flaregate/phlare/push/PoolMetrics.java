package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Gauge;
import java.time.Duration;

/** What the clients of ingesters count and tell. */
final class PoolMetrics {
  private final System.Logger logger;
  private final Gauge circuit;
  private final Counter retries;
  private final Counter renewed;

  PoolMetrics(Settings settings) {
    logger = requireNonNull(settings, "settings is null").logger();
    circuit =
        settings
            .meter()
            .gauge(
                "flaregate_ingester_circuit_state",
                "Whether pushes to each ingester are kept away since it does not answer: 0 no"
                    + " (closed), 1 all but a probe (half-open), 2 yes (open).",
                "ingester");
    retries =
        settings
            .meter()
            .counter(
                "flaregate_push_retries_total",
                "Pushes to each ingester that were made again since the connection broke.",
                "ingester");
    renewed =
        settings
            .meter()
            .counter(
                "flaregate_ingester_connections_renewed_total",
                "Connections to each ingester that were renewed after a failed health check.",
                "ingester");
  }

  void circuit(String ingester, CircuitBreaker.State state) {
    circuit.set(state.code(), ingester);
  }

  void opened(String ingester, String address, Duration patience, String last) {
    logger.log(
        System.Logger.Level.WARNING,
        "ingester {0} ({1}) has answered nothing for {2} ms: pushes fail at once until it does"
            + " (circuit open); the last one: {3}",
        ingester,
        address,
        Long.toString(patience.toMillis()),
        last);
  }

  void closed(String ingester, String address) {
    logger.log(
        System.Logger.Level.INFO,
        "ingester {0} ({1}) answers again (circuit closed)",
        ingester,
        address);
  }

  void retried(String ingester) {
    retries.increment(ingester);
  }

  void renewed(String ingester, String address, String problem) {
    renewed.increment(ingester);
    logger.log(
        System.Logger.Level.WARNING,
        "ingester {0} ({1}) failed its health check, its connection is renewed: {2}",
        ingester,
        address,
        problem);
  }

  void insecure(String ingester, String address, String problem) {
    logger.log(
        System.Logger.Level.WARNING,
        "ingester {0} ({1}) cannot be reached by TLS: {2}",
        ingester,
        address,
        problem);
  }
}
