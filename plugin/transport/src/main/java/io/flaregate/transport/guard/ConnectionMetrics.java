package io.flaregate.transport.guard;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;

/** Counts what connections were ended or not let in for. Thread-safe. */
public final class ConnectionMetrics {
  private static final ConnectionMetrics NONE =
      new ConnectionMetrics("", "", (amount, labels) -> {}, (amount, labels) -> {});

  private final String component;
  private final String transport;
  private final Counter ended;
  private final Counter handshakes;

  private ConnectionMetrics(String component, String transport, Counter ended, Counter handshakes) {
    this.component = component;
    this.transport = transport;
    this.ended = ended;
    this.handshakes = handshakes;
  }

  /** Counts nothing. */
  public static ConnectionMetrics none() {
    return NONE;
  }

  /**
   * Counts for a component.
   *
   * @param transport which of its servers it is: {@code grpc} or {@code http}
   */
  public static ConnectionMetrics of(Settings settings, String transport) {
    return new ConnectionMetrics(
        settings.id().toString(),
        transport,
        settings
            .meter()
            .counter(
                "flaregate_connections_ended_total",
                "Connections that a server ended for what their clients did, by reason.",
                "component",
                "transport",
                "reason"),
        settings
            .meter()
            .counter(
                "flaregate_tls_handshake_failures_total",
                "TLS handshakes with a server that failed, by reason.",
                "component",
                "transport",
                "reason"));
  }

  /** A connection was ended. */
  void ended(String reason) {
    ended.increment(component, transport, reason);
  }

  /** A handshake failed. */
  void handshakeFailed(Throwable cause) {
    handshakes.increment(component, transport, HandshakeFailures.reason(cause));
  }
}
