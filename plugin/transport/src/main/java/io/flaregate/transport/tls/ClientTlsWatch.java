package io.flaregate.transport.tls;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.flaregate.spi.component.Settings;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

/**
 * Reads the files of an exporter's certificate, key and authorities again from time to time, so
 * that rotated ones need no restart, and tells of it. Thread-safe.
 */
public final class ClientTlsWatch {
  private final Settings settings;
  private final ClientTls tls;
  private final long periodNanos;
  private long nextNanos;
  private String told = "";

  /**
   * A watch.
   *
   * @param period how often files are looked at
   */
  public ClientTlsWatch(Settings settings, ClientTls tls, Duration period) {
    this.settings = requireNonNull(settings, "settings is null");
    this.tls = requireNonNull(tls, "tls is null");
    periodNanos = period.toNanos();
    nextNanos = System.nanoTime() + periodNanos;
  }

  /** Looks at the files if it is time; called a few times a second, returns at once. */
  public synchronized void tend() {
    long now = System.nanoTime();
    if (now - nextNanos < 0) {
      return;
    }
    nextNanos = now + periodNanos;
    try {
      settings.workers().execute(this::look);
    } catch (RejectedExecutionException e) {
      // Too busy now; the next time will do.
    }
  }

  /** Looks at the files now. */
  void look() {
    try {
      if (tls.reload()) {
        forget();
        log(System.Logger.Level.INFO, "certificates, keys and authorities were read again");
      }
    } catch (TlsException e) {
      String problem = requireNonNullElse(e.getMessage(), "unknown");
      if (told(problem)) {
        log(System.Logger.Level.WARNING, problem + "; what was read before stays in use");
      }
    }
  }

  private synchronized void forget() {
    told = "";
  }

  /** Whether a problem is not the one that was told last. */
  private synchronized boolean told(String problem) {
    boolean news = !told.equals(problem);
    told = problem;
    return news;
  }

  private void log(System.Logger.Level level, String text) {
    settings.logger().log(level, "exporter {0}: tls: {1}", settings.id(), text);
  }
}
