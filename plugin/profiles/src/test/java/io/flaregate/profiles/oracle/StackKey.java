package io.flaregate.profiles.oracle;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What tells the samples of a series apart.
 *
 * @param frames the frames, leaf first, inlined ones as frames of their own; see {@link
 *     NaiveTransform#frames}
 * @param labels {@code span_id} and {@code trace_id}, as far as the sample has them
 */
public record StackKey(List<String> frames, SortedMap<String, String> labels) {
  public StackKey {
    frames = List.copyOf(frames);
    labels = new TreeMap<>(labels);
  }
}
