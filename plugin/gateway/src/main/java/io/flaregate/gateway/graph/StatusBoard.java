package io.flaregate.gateway.graph;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.component.StatusReport;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** The status of each component, as it was last reported. Thread-safe. */
public final class StatusBoard {
  private final Clock clock;
  private final BiConsumer<ComponentKey, StatusReport> onFatal;
  private final Map<ComponentKey, Line> lines = new LinkedHashMap<>();

  /**
   * The status of a component.
   *
   * @param key the component
   * @param report what it said last
   * @param since when its status became that
   */
  public record Line(ComponentKey key, StatusReport report, Instant since) {}

  /**
   * @param clock tells since when a status holds
   * @param onFatal is told of a component that cannot go on
   */
  public StatusBoard(Clock clock, BiConsumer<ComponentKey, StatusReport> onFatal) {
    this.clock = requireNonNull(clock, "clock is null");
    this.onFatal = requireNonNull(onFatal, "onFatal is null");
  }

  /** Sets the status of a component. */
  void set(ComponentKey key, StatusReport report) {
    synchronized (lines) {
      Line before = lines.get(key);
      Instant since =
          before != null && before.report().status() == report.status()
              ? before.since()
              : clock.instant();
      lines.put(key, new Line(key, report, since));
    }
    if (report.status() == ComponentStatus.FATAL_ERROR) {
      onFatal.accept(key, report);
    }
  }

  /** Takes a report of a component itself; one that is stopping is no longer asked. */
  void report(ComponentKey key, StatusReport report) {
    synchronized (lines) {
      Line before = lines.get(key);
      if (before != null && isEnd(before.report().status())) {
        return;
      }
    }
    set(key, report);
  }

  private static boolean isEnd(ComponentStatus status) {
    return status == ComponentStatus.STOPPING || status == ComponentStatus.STOPPED;
  }

  /** Marks a component that has started: OK, unless it has said otherwise meanwhile. */
  void started(ComponentKey key) {
    synchronized (lines) {
      Line before = lines.get(key);
      if (before != null && before.report().status() != ComponentStatus.STARTING) {
        return;
      }
    }
    set(key, StatusReport.ok());
  }

  /** All components in the order in which they were made. */
  public List<Line> lines() {
    synchronized (lines) {
      return new ArrayList<>(lines.values());
    }
  }
}
