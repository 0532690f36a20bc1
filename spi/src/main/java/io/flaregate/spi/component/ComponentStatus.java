package io.flaregate.spi.component;

/** The states of a component, in the Collector's words (docs/component-status.md there). */
public enum ComponentStatus {
  STARTING(false),
  OK(true),
  /** Does not work now and may by itself work again. */
  RECOVERABLE_ERROR(false),
  /** Does not work and will not until an operator acts; the rest of the host goes on. */
  PERMANENT_ERROR(false),
  /** The host must stop. */
  FATAL_ERROR(false),
  STOPPING(false),
  STOPPED(false);

  private final boolean ready;

  ComponentStatus(boolean ready) {
    this.ready = ready;
  }

  /** Whether a host whose components are all in such a state is ready. */
  public boolean ready() {
    return ready;
  }
}
