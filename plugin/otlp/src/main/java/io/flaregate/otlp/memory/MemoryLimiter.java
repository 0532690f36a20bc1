package io.flaregate.otlp.memory;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.memory.Pressure.Level;
import io.flaregate.spi.component.Capabilities;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.processor.Processor;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.telemetry.Counter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The processor {@code memory_limiter}: while memory is above the soft limit it refuses what comes,
 * for a reason that passes, so that senders try again. It belongs first in a pipeline. See {@link
 * Pressure} for what is measured.
 */
final class MemoryLimiter implements Processor {
  private static final long MIB = 1024 * 1024;
  private static final Duration LEAST_DELAY = Duration.ofSeconds(1);

  private final Settings settings;
  private final MemoryLimiterConfig config;
  private final ProfilesConsumer next;
  private final Supplier<MemoryReading> memory;
  private final LongSupplier nanoTime;
  private final MemoryLimits limits;
  private final Pressure pressure;
  private final String name;
  private final Counter accepted;
  private final Counter refused;
  private volatile State state = new State(Level.NORMAL, "", 0);
  private volatile @Nullable ScheduledFuture<?> timer;

  /** What requests are told. */
  private record State(Level level, String message, long usedBytes) {}

  MemoryLimiter(
      Settings settings,
      MemoryLimiterConfig config,
      ProfilesConsumer next,
      Supplier<MemoryReading> memory,
      LongSupplier nanoTime) {
    this.settings = requireNonNull(settings, "settings is null");
    this.config = requireNonNull(config, "config is null");
    this.next = requireNonNull(next, "next is null");
    this.memory = requireNonNull(memory, "memory is null");
    this.nanoTime = requireNonNull(nanoTime, "nanoTime is null");
    limits = config.limits(Runtime.getRuntime().maxMemory());
    pressure = new Pressure(limits);
    name = settings.id().toString();
    accepted = samples("accepted", "Samples of profiles that were let through.");
    refused = samples("refused", "Samples of profiles that were refused since memory was short.");
    settings
        .meter()
        .gauge(
            "flaregate_memory_limiter_used_bytes",
            "Heap after collection and direct memory, as the limiter last saw them.",
            "processor")
        .observe(() -> state.usedBytes(), name);
    settings
        .meter()
        .gauge(
            "flaregate_memory_limiter_soft_limit_bytes",
            "Above this requests are refused.",
            "processor")
        .set((double) limits.softBytes(), name);
  }

  private Counter samples(String what, String help) {
    String metric = "otelcol_processor_memory_limiter_" + what + "_profile_samples";
    return settings.meter().counter(metric, help, "processor");
  }

  @Override
  public void start(Host host) {
    look();
    long interval = config.checkInterval().toNanos();
    timer =
        settings
            .scheduler()
            .scheduleWithFixedDelay(this::look, interval, interval, TimeUnit.NANOSECONDS);
  }

  @Override
  public void shutdown() {
    ScheduledFuture<?> started = timer;
    if (started != null) {
      started.cancel(false);
    }
  }

  /** Looks at memory once. */
  synchronized void look() {
    MemoryReading reading = memory.get();
    Level before = state.level();
    Level level = pressure.update(reading, nanoTime.getAsLong());
    state = new State(level, message(level, reading), pressure.usedBytes());
    if (level != before) {
      log(level);
    }
  }

  private String message(Level level, MemoryReading reading) {
    if (level == Level.NORMAL) {
      return "";
    }
    boolean hard = level == Level.HARD;
    long limit = hard ? limits.hardBytes() : limits.softBytes();
    return "memory in use is "
        + mib(pressure.usedBytes())
        + " MiB ("
        + mib(reading.directBytes())
        + " of it direct), the "
        + (hard ? "hard" : "soft")
        + " limit is "
        + mib(limit)
        + " MiB ("
        + limits.setting()
        + ")";
  }

  private static long mib(long bytes) {
    return bytes / MIB;
  }

  private void log(Level level) {
    System.Logger logger = settings.logger();
    switch (level) {
      case NORMAL ->
          logger.log(
              System.Logger.Level.INFO,
              "{0}: memory in use is below the soft limit again, requests are taken",
              name);
      case SOFT ->
          logger.log(
              System.Logger.Level.WARNING, "{0}: refuses requests: {1}", name, state.message());
      case HARD ->
          logger.log(
              System.Logger.Level.ERROR, "{0}: refuses requests: {1}", name, state.message());
    }
  }

  @Override
  public Capabilities capabilities() {
    return Capabilities.NONE;
  }

  @Override
  public CompletionStage<ConsumeResult> consume(Profiles profiles, RequestContext context) {
    State now = state;
    double samples = profiles.samples().size();
    if (now.level() == Level.NORMAL) {
      accepted.add(samples, name);
      return next.consume(profiles, context);
    }
    refused.add(samples, name);
    ConsumeResult result =
        ConsumeResult.all(
            profiles.size(), Outcome.TRANSIENT, Reason.OVERLOADED, now.message(), retryDelay());
    // Stages complete on callback threads; this one is complete before anybody waits.
    return CompletableFuture.completedStage(result);
  }

  /** Before the next look nothing changes. */
  private Duration retryDelay() {
    Duration interval = config.checkInterval();
    return interval.compareTo(LEAST_DELAY) < 0 ? LEAST_DELAY : interval;
  }
}
