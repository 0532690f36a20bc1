package io.flaregate.phlare.membership.stores;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.TokenList;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.config.Durations;
import io.flaregate.spi.telemetry.Counter;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this gateway's own entry among the distributors, with one token: JOINING, then ACTIVE with
 * a heartbeat each period, LEAVING and gone at the end. With each write, distributors are forgotten
 * whose heartbeat is ten timeouts old, as upstream's do with each other.
 *
 * <p>A write that fails is not repeated before the next heartbeat; it is told once, and once that
 * it is over.
 */
final class Registration implements AutoCloseable {
  /** How long the end waits for a heartbeat under way and for each of its two writes. */
  private static final long LEAVE_SECONDS = 2;

  /** How soon a first write is repeated, at most: a gateway is to be seen soon. */
  private static final long FIRST_RETRY_MILLIS = 1_000;

  private final RingWriter writer;
  private final String key;
  private final DistributorRingConfig config;
  private final Settings settings;
  private final Counter heartbeats;
  private final Instance entry;
  private final Predicate<Instance> forget;
  private InstanceState state = InstanceState.JOINING;
  private long lastUnixSeconds;
  private @Nullable Future<?> timer;
  private CompletableFuture<Void> lastWrite = CompletableFuture.completedFuture(null);
  private boolean failing;
  private boolean closed;

  private Registration(
      RingWriter writer, String key, DistributorRingConfig config, Settings settings) {
    this.writer = requireNonNull(writer, "writer is null");
    this.key = requireNonNull(key, "key is null");
    this.config = requireNonNull(config, "config is null");
    this.settings = requireNonNull(settings, "settings is null");
    heartbeats =
        settings
            .meter()
            .counter(
                "pyroscope_ring_member_heartbeats_total",
                "Heartbeats of this gateway's own entry that a store has taken.",
                "name");
    entry =
        new Instance(
            InstanceAddress.id(config),
            InstanceAddress.of(config),
            "",
            state,
            0,
            nowUnixSeconds(),
            false,
            0,
            TokenList.of(ThreadLocalRandom.current().nextInt()));
    forget = this::isLongDead;
  }

  /** Begins to show this gateway; returns at once. */
  static Registration start(
      RingWriter writer, String key, DistributorRingConfig config, Settings settings) {
    Registration registration = new Registration(writer, key, config, settings);
    registration.beat();
    return registration;
  }

  private long nowUnixSeconds() {
    return settings.clock().instant().getEpochSecond();
  }

  /** Only by the wall clock: upstream's distributors judge one another so. */
  private boolean isLongDead(Instance other) {
    return nowUnixSeconds() - other.heartbeatUnixSeconds() > config.forgetAfter().toSeconds();
  }

  /** The entry for a write; gossip takes only heartbeats that are newer by a second. */
  private synchronized Instance next(InstanceState now) {
    lastUnixSeconds = Math.max(nowUnixSeconds(), lastUnixSeconds + 1);
    return entry.withState(now).withHeartbeat(lastUnixSeconds);
  }

  private void beat() {
    InstanceState now;
    synchronized (this) {
      if (closed) {
        return;
      }
      now = state;
    }
    CompletableFuture<Void> write = writer.put(key, next(now), forget);
    synchronized (this) {
      lastWrite = write;
    }
    var unused = write.whenComplete((done, failure) -> written(now, failure));
  }

  private synchronized void written(InstanceState was, @Nullable Throwable failure) {
    if (closed) {
      return;
    }
    long pauseMillis = config.heartbeatPeriod().toMillis();
    if (failure != null) {
      tellOnce(failure);
      if (was.number() == InstanceState.JOINING.number()) {
        pauseMillis = Math.min(pauseMillis, FIRST_RETRY_MILLIS);
      }
    } else {
      tellWell();
      heartbeats.increment("distributor");
      if (was.number() == InstanceState.JOINING.number()) {
        state = InstanceState.ACTIVE;
        pauseMillis = 0;
      }
    }
    timer = settings.scheduler().schedule(this::beat, pauseMillis, TimeUnit.MILLISECONDS);
  }

  private void tellOnce(Throwable failure) {
    if (!failing) {
      failing = true;
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      log(Level.WARNING, "cannot show itself in " + key + ": " + cause.getMessage());
    }
  }

  private void tellWell() {
    if (failing) {
      failing = false;
      log(Level.INFO, "shows itself in " + key + " again");
    }
  }

  private void log(Level level, String message) {
    String line = settings.id() + ": " + message;
    settings.logger().log(level, line.replaceAll("\\p{Cntrl}", "?"));
  }

  /** Says LEAVING, then takes the entry away; waits for both, a limited time. */
  @Override
  public void close() {
    Future<?> waiting;
    CompletableFuture<Void> underWay;
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      waiting = timer;
      underWay = lastWrite;
    }
    if (waiting != null) {
      waiting.cancel(false);
    }
    // Else a heartbeat could come after the end.
    if (!await(underWay)) {
      return;
    }
    Instance leaving = next(InstanceState.LEAVING);
    if (await(writer.put(key, leaving, forget))) {
      await(writer.remove(key, leaving));
    }
  }

  private boolean await(CompletableFuture<Void> write) {
    try {
      write.get(LEAVE_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException | TimeoutException e) {
      log(
          Level.WARNING,
          "could not leave "
              + key
              + "; others forget it after "
              + Durations.format(config.forgetAfter()));
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
