package io.flaregate.phlare.membership.kv;

import static java.util.Objects.requireNonNull;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Says once per kind that a store fails, and once that it is well again; counts every failure. Not
 * thread-safe.
 */
final class Outage {
  private static final int MAX_LINE_CHARS = 500;
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private final Logger logger;
  private final String subject;
  private final Set<StoreFailure> told = EnumSet.noneOf(StoreFailure.class);

  /**
   * No outage yet.
   *
   * @param subject what every line begins with: component and store
   */
  Outage(Logger logger, String subject) {
    this.logger = requireNonNull(logger, "logger is null");
    this.subject = requireNonNull(subject, "subject is null");
  }

  void failed(StoreException problem) {
    if (told.add(problem.failure())) {
      if (problem.failure() == StoreFailure.INTERNAL) {
        logger.log(Level.ERROR, subject + " failed unexpectedly", problem);
      } else {
        log(Level.WARNING, problem.text() + "; the last good ring is kept");
      }
    }
  }

  void well(int members) {
    if (!told.isEmpty()) {
      told.clear();
      log(Level.INFO, "is well again; the ring has " + members + " members");
    }
  }

  /** A line of its own about the ring. */
  void warn(String message) {
    log(Level.WARNING, message);
  }

  private void log(Level level, String message) {
    // A store holds what others put in: it must not look like another line, or be a long one.
    String line = CONTROL.matcher(subject + ": " + message).replaceAll("?");
    logger.log(level, line.length() > MAX_LINE_CHARS ? line.substring(0, MAX_LINE_CHARS) : line);
  }
}
