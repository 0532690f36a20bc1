package io.flaregate.phlare.relabel;

import io.flaregate.profiles.merge.IntColumn;
import java.util.Arrays;

/**
 * The labels of one series while rules change them: ids of texts, each name once, in no order.
 * Finding, setting and removing take constant time however many labels there are.
 */
public final class LabelList {
  /** The id of the empty text: what a label that is not there has as its value. */
  public static final int EMPTY = 0;

  private final IntColumn names = new IntColumn();
  private final IntColumn values = new IntColumn();
  private int size;

  /** For each name the place of its label, plus one. */
  private int[] places = {};

  /** Forgets all labels. */
  public void clear() {
    for (int i = 0; i < size; i++) {
      places[names.get(i)] = 0;
    }
    names.reset();
    values.reset();
    size = 0;
  }

  /** The number of labels. */
  public int size() {
    return size;
  }

  /** The name of a label. */
  public int name(int label) {
    return names.get(label);
  }

  /** The value of a label. */
  public int value(int label) {
    return values.get(label);
  }

  /** The value of a name, or {@link #EMPTY}. */
  public int valueOf(int name) {
    int place = place(name);
    return place == 0 ? EMPTY : values.get(place - 1);
  }

  private int place(int name) {
    return name < places.length ? places[name] : 0;
  }

  /** Sets a label; an empty value removes it. */
  public void set(int name, int value) {
    if (value == EMPTY) {
      remove(name);
      return;
    }
    int place = place(name);
    if (place != 0) {
      values.set(place - 1, value);
      return;
    }
    if (name >= places.length) {
      places = Arrays.copyOf(places, Math.max(name + 1, 2 * places.length));
    }
    if (size == names.size()) {
      names.add(name);
      values.add(value);
    } else {
      names.set(size, name);
      values.set(size, value);
    }
    places[name] = ++size;
  }

  /** Removes a label if it is there; the last one takes its place. */
  public void remove(int name) {
    int place = place(name);
    if (place == 0) {
      return;
    }
    places[name] = 0;
    size--;
    if (place - 1 != size) {
      int last = names.get(size);
      names.set(place - 1, last);
      values.set(place - 1, values.get(size));
      places[last] = place;
    }
  }
}
