package io.flaregate.ingester.store;

import static java.util.Objects.requireNonNull;

import io.flaregate.ingester.model.Label;
import io.flaregate.ingester.model.LabelSet;
import io.flaregate.ingester.model.ProfileType;
import java.util.ArrayList;
import java.util.List;

/**
 * What readers tell apart: a series without the labels that say how its profiles came about, and
 * one type of values.
 *
 * @param id names it in this store
 * @param labels the labels
 * @param type what the values mean
 */
public record Stream(long id, LabelSet labels, ProfileType type) {
  public Stream {
    requireNonNull(labels, "labels is null");
    requireNonNull(type, "type is null");
  }

  /** The labels and those that stand for the type, as selectors see them and readers get them. */
  public LabelSet readerLabels() {
    List<Label> all = new ArrayList<>(labels.labels());
    add(all, "__profile_type__", type.id());
    add(all, "__type__", type.sampleType());
    add(all, "__unit__", type.sampleUnit());
    add(all, "__period_type__", type.periodType());
    add(all, "__period_unit__", type.periodUnit());
    return LabelSet.sorted(all);
  }

  private static void add(List<Label> all, String name, String value) {
    all.removeIf(label -> label.name().equals(name));
    all.add(new Label(name, value));
  }
}
