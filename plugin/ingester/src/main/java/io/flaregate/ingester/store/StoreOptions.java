package io.flaregate.ingester.store;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where a store is and how large it may grow.
 *
 * @param directory its directory, made if missing
 * @param maxSeriesPerTenant most series of one tenant; 0 = no limit
 * @param maxBytes most bytes of stored pprof, beyond which the oldest go; 0 = no limit
 * @param maxAge how long after its arrival a profile is kept; zero = for ever
 */
public record StoreOptions(
    Path directory, long maxSeriesPerTenant, long maxBytes, Duration maxAge) {
  public StoreOptions {
    requireNonNull(directory, "directory is null");
    requireNonNull(maxAge, "maxAge is null");
  }
}
