package io.flaregate.phlare.read;

import io.flaregate.ring.Token;
import io.flaregate.ring.Utf8Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The labels by which readers tell series apart: those that say only how a profile came about are
 * not among them (distributor.md, section 6).
 *
 * @param pairs name, value, name, value, … sorted by the bytes of the names
 */
public record SeriesName(List<String> pairs) implements Comparable<SeriesName> {
  private static final Set<String> MARKS = Set.of("__delta__", "__otel__", "__order__");

  public SeriesName {
    pairs = List.copyOf(pairs);
  }

  /** The name of a series with these labels. */
  public static SeriesName of(Map<String, String> labels) {
    SortedMap<String, String> sorted = new TreeMap<>(Utf8Order.COMPARATOR);
    sorted.putAll(labels);
    List<String> pairs = new ArrayList<>(2 * sorted.size());
    sorted.forEach(
        (name, value) -> {
          if (!MARKS.contains(name)) {
            pairs.add(name);
            pairs.add(value);
          }
        });
    return new SeriesName(pairs);
  }

  /** The labels in order. */
  public SortedMap<String, String> labels() {
    SortedMap<String, String> labels = new TreeMap<>(Utf8Order.COMPARATOR);
    for (int i = 0; i < pairs.size(); i += 2) {
      labels.put(pairs.get(i), pairs.get(i + 1));
    }
    return labels;
  }

  @Override
  public int compareTo(SeriesName other) {
    return Utf8Order.COMPARATOR.compare(toString(), other.toString());
  }

  /** As people write it: {@code {__name__="process_cpu", service_name="svc"}}. */
  @Override
  public String toString() {
    return Token.labelString(pairs.toArray(String[]::new));
  }
}
