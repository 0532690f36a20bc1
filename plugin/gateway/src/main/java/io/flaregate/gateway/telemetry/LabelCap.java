package io.flaregate.gateway.telemetry;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps one metric from growing without end: the first {@code max} sets of label values are kept,
 * later ones are counted under {@link #OVERFLOW}. Thread-safe.
 */
final class LabelCap {

  /** The value of every label of what is beyond the cap. */
  static final String OVERFLOW = "overflow";

  /** A label value is cut to this many characters before anything keeps it. */
  static final int MAX_VALUE_CHARS = 256;

  private final Set<List<String>> known = ConcurrentHashMap.newKeySet();
  private final String metric;
  private final int labels;
  private final int max;
  private volatile boolean full;

  LabelCap(String metric, int labels, int max) {
    this.metric = metric;
    this.labels = labels;
    this.max = max;
  }

  /**
   * The values to count under.
   *
   * @throws IllegalArgumentException if there are more or fewer than the metric has labels
   */
  String[] admit(String[] values) {
    if (values.length != labels) {
      throw new IllegalArgumentException(
          metric + " has " + labels + " labels, not " + values.length);
    }
    if (labels == 0) {
      return values;
    }
    String[] cut = new String[labels];
    for (int i = 0; i < labels; i++) {
      String value = values[i];
      cut[i] = value.length() > MAX_VALUE_CHARS ? value.substring(0, MAX_VALUE_CHARS) : value;
    }
    List<String> key = List.of(cut);
    if (known.contains(key)) {
      return cut;
    }
    if (!full && add(key)) {
      return cut;
    }
    Arrays.fill(cut, OVERFLOW);
    return cut;
  }

  private synchronized boolean add(List<String> key) {
    if (known.size() >= max) {
      full = true;
      return known.contains(key);
    }
    known.add(key);
    return true;
  }
}
