package io.flaregate.phlare.exporter;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Timers of which those that are far away go off when a test says so. */
final class HeldTimers extends ScheduledThreadPoolExecutor {
  private static final long FAR_AWAY_MILLIS = TimeUnit.MINUTES.toMillis(10);

  private final List<Runnable> held = new ArrayList<>();
  private final List<Long> delays = new ArrayList<>();

  HeldTimers() {
    super(1);
    setRemoveOnCancelPolicy(true);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    if (unit.toMillis(delay) >= FAR_AWAY_MILLIS) {
      synchronized (held) {
        held.add(command);
        delays.add(unit.toMillis(delay));
      }
    }
    return super.schedule(command, delay, unit);
  }

  /** How long the held timers were to run, in milliseconds. */
  List<Long> delays() {
    synchronized (held) {
      return List.copyOf(delays);
    }
  }

  /** Lets all held timers go off. */
  void fire() {
    List<Runnable> due;
    synchronized (held) {
      due = List.copyOf(held);
    }
    due.forEach(this::execute);
  }
}
