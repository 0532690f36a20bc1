package io.flaregate.phlare.processor;

import io.flaregate.profiles.merge.IntColumn;
import java.util.Arrays;

/** Labels by the ids of their texts; the first value of a name counts. */
final class LabelLayer {
  private static final int NONE = -1;

  private final IntColumn names = new IntColumn();
  private final IntColumn values = new IntColumn();
  private int[] places = {};

  void clear() {
    for (int i = 0; i < names.size(); i++) {
      places[names.get(i)] = 0;
    }
    names.reset();
    values.reset();
  }

  int size() {
    return names.size();
  }

  int name(int label) {
    return names.get(label);
  }

  int value(int label) {
    return values.get(label);
  }

  /** The value of a name, or −1. */
  int valueOf(int name) {
    int place = name < places.length ? places[name] : 0;
    return place == 0 ? NONE : values.get(place - 1);
  }

  void add(int name, int value) {
    names.add(name);
    values.add(value);
    if (name >= places.length) {
      places = Arrays.copyOf(places, Math.max(name + 1, 2 * places.length));
    }
    places[name] = names.size();
  }
}
