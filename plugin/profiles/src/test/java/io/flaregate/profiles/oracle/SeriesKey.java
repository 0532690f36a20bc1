package io.flaregate.profiles.oracle;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What tells series apart.
 *
 * @param labels the labels by name
 * @param type the name of the sample type, after cpu samples have become time
 * @param unit its unit
 */
public record SeriesKey(SortedMap<String, String> labels, String type, String unit) {
  public SeriesKey {
    labels = new TreeMap<>(labels);
  }
}
