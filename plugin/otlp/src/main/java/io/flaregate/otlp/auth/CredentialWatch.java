package io.flaregate.otlp.auth;

import static java.util.Objects.requireNonNullElse;

import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Counter;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads credentials at start and, where they come from a file, every ten seconds again. What cannot
 * be used is told once and counted, and what was read before stays in use. Thread-safe.
 *
 * @param <T> what is made of the text
 */
final class CredentialWatch<T> {
  private static final long PERIOD_SECONDS = 10;

  /** Makes something of a text. */
  interface Parser<T> {
    T parse(String text) throws CredentialException;
  }

  private final Settings settings;
  private final String key;
  private final String file;
  private final Parser<T> parser;
  private final Counter reloads;
  private @Nullable Future<?> timer;
  private String text = "";
  private String told = "";
  private volatile T now;

  /**
   * A watch over a file.
   *
   * @param file empty: there is none, and nothing is ever read
   * @param empty what there is before the first reading
   */
  CredentialWatch(Settings settings, String key, String file, Parser<T> parser, T empty) {
    this.settings = settings;
    this.key = key;
    this.file = file;
    this.parser = parser;
    now = empty;
    reloads =
        settings
            .meter()
            .counter(
                "flaregate_auth_reloads_total",
                "Times that a changed file of credentials was read, by what came of it.",
                "component",
                "outcome");
  }

  T now() {
    return now;
  }

  synchronized void start() throws CredentialException {
    if (file.isEmpty()) {
      return;
    }
    String read = CredentialLines.read(key, file);
    now = parser.parse(read);
    text = read;
    timer =
        settings
            .scheduler()
            .scheduleWithFixedDelay(this::tend, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
  }

  private void tend() {
    try {
      settings.workers().execute(this::look);
    } catch (RejectedExecutionException e) {
      // Too busy now; the next time will do.
    }
  }

  /** Looks at the file now. */
  synchronized void look() {
    try {
      String read = CredentialLines.read(key, file);
      if (!read.equals(text)) {
        now = parser.parse(read);
        text = read;
        told = "";
        count("loaded");
        log(System.Logger.Level.INFO, key + " was read again");
      }
    } catch (CredentialException e) {
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

  private void log(System.Logger.Level level, String message) {
    settings.logger().log(level, "{0}: {1}", settings.id(), message);
  }

  synchronized void stop() {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
