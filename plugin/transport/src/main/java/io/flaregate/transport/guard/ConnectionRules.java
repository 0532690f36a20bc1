package io.flaregate.transport.guard;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * What is demanded of connections.
 *
 * @param headerTimeout how long the headers of a request may take, TLS handshake included; zero: no
 *     end
 * @param writeTimeout how long a client may read nothing of what waits for it; zero: no end
 * @param maxAge when a connection is cut off, whatever is under way on it; zero: never
 * @param metrics counts those that were ended
 */
public record ConnectionRules(
    Duration headerTimeout, Duration writeTimeout, Duration maxAge, ConnectionMetrics metrics) {
  public ConnectionRules {
    requireNonNull(headerTimeout, "headerTimeout is null");
    requireNonNull(writeTimeout, "writeTimeout is null");
    requireNonNull(maxAge, "maxAge is null");
    requireNonNull(metrics, "metrics is null");
  }
}
