package io.flaregate.transport.tls;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Has a server's certificate, key and authorities read again from time to time, so that rotated
 * ones need no restart; tells of it and counts it. Thread-safe.
 */
public final class ServerTlsWatch implements AutoCloseable {
  private final Settings settings;
  private final ServerTls tls;
  private final Counter reloads;
  private @Nullable Future<?> timer;
  private String told = "";

  /** A watch that does not run yet. */
  public ServerTlsWatch(Settings settings, ServerTls tls) {
    this.settings = requireNonNull(settings, "settings is null");
    this.tls = requireNonNull(tls, "tls is null");
    reloads =
        settings
            .meter()
            .counter(
                "flaregate_tls_reloads_total",
                "Times that changed files of a server's TLS were read, by what came of it.",
                "component",
                "outcome");
  }

  /** Looks at the files every {@code reload_interval} from now on; never, if that is zero. */
  public synchronized void start() {
    Duration period = tls.config().reloadInterval();
    if (timer == null && !period.isZero()) {
      long nanos = period.toNanos();
      timer =
          settings
              .scheduler()
              .scheduleWithFixedDelay(this::tend, nanos, nanos, TimeUnit.NANOSECONDS);
    }
  }

  private void tend() {
    try {
      settings.workers().execute(this::look);
    } catch (RejectedExecutionException e) {
      // Too busy now; the next time will do.
    }
  }

  /** Looks at the files now. */
  synchronized void look() {
    try {
      if (tls.reload()) {
        told = "";
        count("loaded");
        log(System.Logger.Level.INFO, "certificate, key and authorities were read again");
      }
    } catch (TlsException e) {
      count("failed");
      String problem = requireNonNullElse(e.getMessage(), "unknown");
      if (!problem.equals(told)) {
        told = problem;
        log(System.Logger.Level.WARNING, problem + "; what was read before stays in use");
      }
    }
  }

  private void count(String outcome) {
    reloads.increment(settings.id().toString(), outcome);
  }

  private void log(System.Logger.Level level, String text) {
    settings.logger().log(level, "{0}: tls: {1}", settings.id(), text);
  }

  @Override
  public synchronized void close() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
