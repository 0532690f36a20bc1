package io.flaregate.spi.testing;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentStatus;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.StatusReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A host with the extensions that a test gives it; keeps the status reports. Thread-safe. */
public final class TestHost implements Host {
  private final Map<ComponentId, Object> extensions = new ConcurrentHashMap<>();
  private final List<StatusReport> reports = new ArrayList<>();
  private volatile long shutdownDeadlineNanos = Long.MAX_VALUE;

  /** Adds an extension under an id. */
  public TestHost with(String id, Object extension) {
    extensions.put(ComponentId.parse(id), extension);
    return this;
  }

  /** Says by which {@link System#nanoTime} a shutdown must be over. */
  public TestHost shutdownDeadlineNanos(long deadline) {
    shutdownDeadlineNanos = deadline;
    return this;
  }

  @Override
  public <T> Optional<T> extension(ComponentId id, Class<T> type) {
    return Optional.ofNullable(extensions.get(id)).filter(type::isInstance).map(type::cast);
  }

  @Override
  public synchronized void report(StatusReport report) {
    reports.add(report);
  }

  @Override
  public long shutdownDeadlineNanos() {
    return shutdownDeadlineNanos;
  }

  /** All reports so far. */
  public synchronized List<StatusReport> reports() {
    return List.copyOf(reports);
  }

  /** The last report; OK if there was none, as a host takes it. */
  public synchronized StatusReport lastReport() {
    return reports.isEmpty() ? StatusReport.ok() : reports.get(reports.size() - 1);
  }

  /** Waits until the last report has a status. */
  public void awaitStatus(ComponentStatus status) {
    Await.until("the component reports " + status, () -> lastReport().status() == status);
  }
}
