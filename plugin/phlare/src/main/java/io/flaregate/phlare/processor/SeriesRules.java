package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.TenantLimits;
import io.flaregate.phlare.relabel.DefaultRules;
import io.flaregate.phlare.relabel.LabelList;
import io.flaregate.phlare.relabel.Relabeler;
import io.flaregate.phlare.relabel.SampleTypeLabels;
import io.flaregate.phlare.validate.LabelChecks;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import org.jspecify.annotations.Nullable;

/**
 * The relabel rules, and the label {@code __order__}, over the series of one request. A row whose
 * labels no rule can change costs a comparison: the default rules look at its name only.
 */
final class SeriesRules implements LabelChecks.Labels {
  private static final int NONE = -1;

  private final Profiles profiles;
  private final LabelTexts texts;
  private final TenantLimits limits;
  private final boolean orders;
  private final boolean always;
  private final boolean never;
  private final LabelList labels = new LabelList();
  private @Nullable Relabeler relabeler;
  private int orderLabel;
  private int orderValue;
  private int typeLabel;
  private int unitLabel;
  private int lastName = NONE;
  private boolean lastChanges;

  SeriesRules(Profiles profiles, LabelTexts texts, TenantLimits limits) {
    this.profiles = profiles;
    this.texts = texts;
    this.limits = limits;
    orders = limits.config().enforceLabelsOrder();
    always = orders || !limits.onlyDefaultRules();
    never = !always && limits.relabelRules().isEmpty();
  }

  /**
   * Whether the labels of a row may be changed, or its series dropped.
   *
   * @param name the value of its {@code __name__}
   */
  boolean concern(int name) {
    if (always || never) {
      return always;
    }
    if (name != lastName) {
      lastName = name;
      lastChanges = DefaultRules.mayChange(texts.table(), name);
    }
    return lastChanges;
  }

  /** Takes the labels of a series of a row and changes them; then they are those of this object. */
  Relabeler.Result apply(int row, LabelChecks.Labels from) {
    Relabeler rules = relabeler();
    labels.clear();
    for (int label = 0; label < from.size(); label++) {
      labels.set(from.name(label), from.value(label));
    }
    boolean typed = addType(row);
    Relabeler.Result result = rules.apply(labels);
    if (typed) {
      labels.remove(typeLabel);
      labels.remove(unitLabel);
    }
    if (orders) {
      labels.set(orderLabel, orderValue);
    }
    return result;
  }

  private Relabeler relabeler() {
    Relabeler known = relabeler;
    if (known == null) {
      known = limits.relabelRules().over(texts.table());
      relabeler = known;
      orderLabel = texts.literal("__order__");
      orderValue = texts.literal("enforced");
      typeLabel = texts.literal(SampleTypeLabels.TYPE);
      unitLabel = texts.literal(SampleTypeLabels.UNIT);
    }
    return known;
  }

  /** Lets rules read the type of the samples, where there is one and no label of that name. */
  private boolean addType(int row) {
    Rows rows = profiles.rows();
    boolean taken =
        labels.valueOf(typeLabel) != LabelList.EMPTY
            || labels.valueOf(unitLabel) != LabelList.EMPTY;
    if (taken || rows.typeCount(row) != 1) {
      return false;
    }
    int type = rows.typeStart(row);
    boolean isCpu = ProfileRules.takesPeriod(profiles, row);
    labels.set(typeLabel, texts.text(isCpu ? rows.periodName(row) : rows.typeName(type)));
    labels.set(unitLabel, texts.text(isCpu ? rows.periodUnit(row) : rows.typeUnit(type)));
    return true;
  }

  @Override
  public int size() {
    return labels.size();
  }

  @Override
  public int name(int label) {
    return labels.name(label);
  }

  @Override
  public int value(int label) {
    return labels.value(label);
  }
}
