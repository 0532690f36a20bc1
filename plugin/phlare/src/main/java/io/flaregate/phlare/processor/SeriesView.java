package io.flaregate.phlare.processor;

import io.flaregate.phlare.validate.LabelChecks;

/** The labels of one series of the row at hand, without copying those that its profile has. */
final class SeriesView implements LabelChecks.Labels {
  private final OwnerLabels owner;
  private final SampleSplit split;
  private int series;

  SeriesView(OwnerLabels owner, SampleSplit split) {
    this.owner = owner;
    this.split = split;
  }

  SeriesView of(int seriesOfRow) {
    series = seriesOfRow;
    return this;
  }

  @Override
  public int size() {
    return owner.size() + split.labelCount(series);
  }

  @Override
  public int name(int label) {
    int owned = owner.size();
    return label < owned ? owner.name(label) : split.labelName(series, label - owned);
  }

  @Override
  public int value(int label) {
    int owned = owner.size();
    return label < owned
        ? owner.value(label, serviceName())
        : split.labelValue(series, label - owned);
  }

  private int serviceName() {
    int given = split.serviceName(series);
    return given != 0 ? given : owner.serviceName();
  }

  ServiceNameSource source() {
    return split.serviceName(series) != 0 ? ServiceNameSource.SAMPLE : owner.source();
  }
}
