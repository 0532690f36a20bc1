package io.flaregate.spi.component;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.admin.Pages;
import io.flaregate.spi.telemetry.Meter;
import java.time.Clock;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What code gives a new component, as opposed to what a user configures.
 *
 * @param id the component's id
 * @param logger for events that an operator should know of; never one line per rejected item
 * @param meter for the component's metrics
 * @param clock wall-clock time; never for measuring spans, which take {@link System#nanoTime}
 * @param workers runs decoding, merging and encoding: as many threads as there are cores; the
 *     host's is a {@link FairExecutor}
 * @param callbacks completes stages and runs short continuations; never blocked
 * @param scheduler timers; what it starts must be short
 * @param pages where the component adds pages to the admin server
 */
public record Settings(
    ComponentId id,
    System.Logger logger,
    Meter meter,
    Clock clock,
    Executor workers,
    Executor callbacks,
    ScheduledExecutorService scheduler,
    Pages pages) {
  public Settings {
    requireNonNull(id, "id is null");
    requireNonNull(logger, "logger is null");
    requireNonNull(meter, "meter is null");
    requireNonNull(clock, "clock is null");
    requireNonNull(workers, "workers is null");
    requireNonNull(callbacks, "callbacks is null");
    requireNonNull(scheduler, "scheduler is null");
    requireNonNull(pages, "pages is null");
  }
}
