package io.flaregate.benchmarks.naive;

import java.util.NavigableMap;

/** A series as it would be sent. */
public final class NaiveSeries {
  private final NavigableMap<String, String> labels;
  private final byte[] pprof;

  NaiveSeries(NavigableMap<String, String> labels, byte[] pprof) {
    this.labels = labels;
    this.pprof = pprof;
  }

  /** Its labels by name. */
  public NavigableMap<String, String> labels() {
    return labels;
  }

  /** Its samples as a pprof, not copied. */
  public byte[] pprof() {
    return pprof;
  }
}
