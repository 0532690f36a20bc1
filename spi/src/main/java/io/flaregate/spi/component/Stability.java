package io.flaregate.spi.component;

/** How far a component can be relied on, in the Collector's words. */
public enum Stability {
  DEVELOPMENT,
  ALPHA,
  BETA,
  STABLE
}
