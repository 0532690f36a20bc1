package io.flaregate.phlare.relabel;

/** What a relabel rule does, by the names of Prometheus' {@code relabel_config}. */
public enum RelabelAction {
  /** Sets the target label to the replacement where the regex matches the sources. */
  REPLACE,
  /** Drops series whose sources the regex does not match. */
  KEEP,
  /** Drops series whose sources the regex matches. */
  DROP,
  /** Drops series whose sources differ from the target label. */
  KEEPEQUAL,
  /** Drops series whose sources are what the target label is. */
  DROPEQUAL,
  /** Sets the target label to a hash of the sources, modulo the modulus. */
  HASHMOD,
  /** Copies labels whose names the regex matches to names made by the replacement. */
  LABELMAP,
  /** Removes labels whose names the regex matches. */
  LABELDROP,
  /** Removes labels whose names the regex does not match. */
  LABELKEEP,
  /** Sets the target label to the sources in lower case. */
  LOWERCASE,
  /** Sets the target label to the sources in upper case. */
  UPPERCASE
}
