package io.flaregate.ingester;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.telemetry.Meter;
import java.time.Clock;

/**
 * What an embedded ingester gets from the program around it.
 *
 * @param name tells the ingesters of one process apart in metrics
 * @param meter where it counts
 * @param clock tells when profiles arrive
 */
public record Surroundings(String name, Meter meter, Clock clock) {
  public Surroundings {
    requireNonNull(name, "name is null");
    requireNonNull(meter, "meter is null");
    requireNonNull(clock, "clock is null");
  }

  /** No metrics, the system's clock. */
  public static Surroundings none() {
    return new Surroundings("ingester", new NoMeter(), Clock.systemUTC());
  }
}
