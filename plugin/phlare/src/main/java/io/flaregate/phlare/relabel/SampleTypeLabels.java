package io.flaregate.phlare.relabel;

/** Labels that rules can read beside those of a series: the type of its samples. */
public final class SampleTypeLabels {
  /** The name of a sample type, such as {@code cpu}. */
  public static final String TYPE = "__type__";

  /** The unit of a sample type, such as {@code nanoseconds}. */
  public static final String UNIT = "__unit__";

  private SampleTypeLabels() {}
}
