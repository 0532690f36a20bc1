package io.flaregate.spi.component;

import static java.util.Objects.requireNonNull;

/**
 * What a component says of itself; shown on the pages, and {@code /ready} fails while any component
 * says other than {@link ComponentStatus#OK}.
 *
 * @param status the state
 * @param message why, for a person; empty if there is nothing to say
 */
public record StatusReport(ComponentStatus status, String message) {
  public StatusReport {
    requireNonNull(status, "status is null");
    requireNonNull(message, "message is null");
  }

  /** All is well. */
  public static StatusReport ok() {
    return new StatusReport(ComponentStatus.OK, "");
  }

  /** Something is wrong that may pass by itself. */
  public static StatusReport recoverable(String message) {
    return new StatusReport(ComponentStatus.RECOVERABLE_ERROR, message);
  }
}
