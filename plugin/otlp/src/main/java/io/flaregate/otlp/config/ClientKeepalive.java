package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.time.Duration;

/**
 * When a gRPC client pings its server, in the Collector's keys.
 *
 * @param time after how long without activity; servers may refuse less than five minutes
 * @param timeout how long the answer may take
 * @param permitWithoutStream whether also while no call is under way
 */
public record ClientKeepalive(
    @Description("Pings a connection that has been silent for this time.") Duration time,
    @Description("Closes a connection whose ping is not answered in this time.") Duration timeout,
    @Description("Whether to ping while no call is under way.") boolean permitWithoutStream)
    implements Validated {
  public ClientKeepalive {
    requireNonNull(time, "time is null");
    requireNonNull(timeout, "timeout is null");
  }

  /** The Collector's. */
  public static ClientKeepalive defaults() {
    return new ClientKeepalive(Duration.ofSeconds(10), Duration.ofSeconds(10), false);
  }

  @Override
  public void validate(Problems problems) {
    ExportRules.positive(problems, "time", time);
    ExportRules.positive(problems, "timeout", timeout);
  }
}
