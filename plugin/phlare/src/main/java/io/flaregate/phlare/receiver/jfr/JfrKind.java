package io.flaregate.phlare.receiver.jfr;

/** The profiles that a recording can be made into, with what Pyroscope calls each. */
public enum JfrKind {
  CPU("process_cpu", "cpu", "nanoseconds"),
  WALL("wall", "wall", "nanoseconds"),
  IN_TLAB("memory", "space", "bytes"),
  OUTSIDE_TLAB("memory", "space", "bytes"),
  ALLOCATION("memory", "space", "bytes"),
  LOCK("mutex", "mutex", "count"),
  PARK("block", "block", "count"),
  LIVE("memory", "objects", "count"),
  MALLOC("memory", "", "");

  private final String metric;
  private final String periodType;
  private final String periodUnit;

  JfrKind(String metric, String periodType, String periodUnit) {
    this.metric = metric;
    this.periodType = periodType;
    this.periodUnit = periodUnit;
  }

  /** The value of {@code __name__}. */
  public String metric() {
    return metric;
  }

  /** The type of the period; empty: none. */
  public String periodType() {
    return periodType;
  }

  /** The unit of the period; empty: none. */
  public String periodUnit() {
    return periodUnit;
  }

  /** Whether its samples stand for time: they are multiplied by the period. */
  public boolean countsTime() {
    return this == CPU || this == WALL;
  }

  /** Types and units of its values, one after the other. */
  public String[] types() {
    return switch (this) {
      case CPU -> new String[] {"cpu", "nanoseconds"};
      case WALL -> new String[] {"wall", "nanoseconds"};
      case IN_TLAB -> sizes("alloc_in_new_tlab");
      case OUTSIDE_TLAB -> sizes("alloc_outside_tlab");
      case ALLOCATION -> sizes("alloc_sample");
      case MALLOC -> sizes("malloc");
      case LOCK, PARK -> new String[] {"contentions", "count", "delay", "nanoseconds"};
      case LIVE -> new String[] {"live", "count"};
    };
  }

  private static String[] sizes(String what) {
    return new String[] {what + "_objects", "count", what + "_bytes", "bytes"};
  }
}
