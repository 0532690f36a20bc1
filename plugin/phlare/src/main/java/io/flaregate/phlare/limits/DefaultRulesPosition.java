package io.flaregate.phlare.limits;

/** Where Pyroscope's default relabel rules run. */
public enum DefaultRulesPosition {
  /** Before the tenant's rules. */
  FIRST,
  /** After them. */
  LAST,
  /** Nowhere. */
  DISABLED
}
