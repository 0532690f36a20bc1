package io.flaregate.spi.component;

import java.util.Locale;

/** The four kinds of component, as the sections of a configuration name them. */
public enum ComponentKind {
  RECEIVER,
  PROCESSOR,
  EXPORTER,
  EXTENSION;

  /** The name in messages and metric labels: {@code receiver}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the section in a configuration: {@code receivers}. */
  public String section() {
    return label() + "s";
  }
}
