package io.flaregate.phlare.processor;

import io.flaregate.phlare.validate.LabelChecks;
import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.merge.TextTable;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.SeriesLabels;
import java.util.Arrays;

/** The series of a request while they are collected. */
final class SeriesColumns {
  private final IntColumn rows = new IntColumn();
  private final IntColumn origins = new IntColumn();
  private final IntColumn scopeNames = new IntColumn();
  private final IntColumn scopeVersions = new IntColumn();
  private final IntColumn typeEnds = new IntColumn();
  private final IntColumn types = new IntColumn();
  private final IntColumn periodTypes = new IntColumn();
  private final LongColumn periods = new LongColumn();
  private final LongColumn times = new LongColumn();
  private final LongColumn durations = new LongColumn();
  private final LongColumn profileIds = new LongColumn();
  private final IntColumn sampleEnds = new IntColumn();
  private final IntColumn labelEnds = new IntColumn();
  private final IntColumn labelNames = new IntColumn();
  private final IntColumn labelValues = new IntColumn();
  private final SampleColumns samples = new SampleColumns();

  /** Forgets everything; large arrays are given back to the heap. */
  void reset() {
    for (IntColumn column :
        new IntColumn[] {
          rows,
          origins,
          scopeNames,
          scopeVersions,
          typeEnds,
          types,
          periodTypes,
          sampleEnds,
          labelEnds,
          labelNames,
          labelValues
        }) {
      column.reset();
    }
    for (LongColumn column : new LongColumn[] {periods, times, durations, profileIds}) {
      column.reset();
    }
    samples.reset();
  }

  /** The number of series. */
  int size() {
    return rows.size();
  }

  /** The number of labels of all series. */
  int labels() {
    return labelNames.size();
  }

  /**
   * Makes room for samples that come next.
   *
   * @param count how many
   * @param types how many values each has
   */
  void reserve(int count, int types) {
    samples.reserve(count, types);
  }

  /**
   * Adds a sample, for which there is room; {@link #addValue} must follow for each value, and
   * {@link #endSeries} at last.
   */
  void addSample(int stack, int list, int link) {
    samples.add(stack, list, link);
  }

  /** Adds all samples that were merged, for which there is room. */
  void addSamples(SampleMerger merged, SampleSplit split) {
    samples.addAll(merged, split);
  }

  void addValue(long value) {
    samples.addValue(value);
  }

  /**
   * Makes a series of the samples since the last one.
   *
   * @param row the row that it comes from
   * @param view its labels
   * @param isCpu whether the values are those of the period's type
   */
  void endSeries(Profiles from, int row, LabelChecks.Labels view, boolean isCpu, long received) {
    Rows source = from.rows();
    rows.add(row);
    origins.add(source.origin(row));
    scopeNames.add(source.scopeName(row));
    scopeVersions.add(source.scopeVersion(row));
    addTypes(source, row, isCpu);
    periodTypes.add(source.periodName(row));
    periodTypes.add(source.periodUnit(row));
    periods.add(source.period(row));
    long time = source.timeUnixNanos(row);
    times.add(time == 0 ? received : time);
    long duration = source.durationNanos(row);
    boolean tells = duration != 0 || from.isSplit();
    durations.add(tells ? duration : ProfileRules.DEFAULT_DURATION_NANOS);
    profileIds.add(source.profileIdHigh(row));
    profileIds.add(source.profileIdLow(row));
    sampleEnds.add(samples.size());
    for (int label = 0; label < view.size(); label++) {
      labelNames.add(view.name(label));
      labelValues.add(view.value(label));
    }
    labelEnds.add(labelNames.size());
  }

  private void addTypes(Rows source, int row, boolean isCpu) {
    if (isCpu) {
      types.add(source.periodName(row));
      types.add(source.periodUnit(row));
    } else {
      int start = source.typeStart(row);
      for (int type = start; type < start + source.typeCount(row); type++) {
        types.add(source.typeName(type));
        types.add(source.typeUnit(type));
      }
    }
    typeEnds.add(types.size() / 2);
  }

  /** For each series the row that it comes from; a copy. */
  int[] rowsOfSeries() {
    return rows.toArray();
  }

  /** The series as profiles. */
  Profiles build(Dictionary dictionary, IntListTable keptLists, TextTable texts, long bytes) {
    int size = size();
    Rows columns =
        Rows.builder(size)
            .origins(origins.toArray())
            .attributes(new int[size], new int[size])
            .scopes(scopeNames.toArray(), scopeVersions.toArray())
            .types(typeEnds.toArray(), types.toArray())
            .periods(periodTypes.toArray(), periods.toArray())
            .times(times.toArray(), durations.toArray())
            .profileIds(profileIds.toArray())
            .sampleEnds(sampleEnds.toArray())
            .droppedSamples(new int[size])
            .build();
    return new Profiles(
        dictionary, columns, samples.build(), lists(keptLists), sorted(texts), bytes);
  }

  private static AttributeLists lists(IntListTable keptLists) {
    int[] ends = new int[keptLists.size()];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = keptLists.end(i);
    }
    int[] attributes = new int[ends[ends.length - 1]];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = keptLists.element(i);
    }
    return new AttributeLists(ends, attributes);
  }

  /** The labels of each series by the bytes of their names; names are compared once a request. */
  private SeriesLabels sorted(TextTable texts) {
    int[] ranks = ranksOfNames(texts);
    int[] pairs = new int[2 * labelNames.size()];
    long[] order = {};
    for (int series = 0; series < size(); series++) {
      int start = labelEnds.start(series);
      int count = labelEnds.get(series) - start;
      order = order.length < count ? new long[count] : order;
      for (int i = 0; i < count; i++) {
        order[i] = ((long) ranks[labelNames.get(start + i)] << 32) | (start + i);
      }
      Arrays.sort(order, 0, count);
      for (int i = 0; i < count; i++) {
        pairs[2 * (start + i)] = labelNames.get((int) order[i]);
        pairs[2 * (start + i) + 1] = labelValues.get((int) order[i]);
      }
    }
    return new SeriesLabels(texts.toStringTable(), labelEnds.toArray(), pairs);
  }

  private int[] ranksOfNames(TextTable texts) {
    boolean[] seen = new boolean[texts.size()];
    IntColumn names = new IntColumn();
    for (int i = 0; i < labelNames.size(); i++) {
      int name = labelNames.get(i);
      if (!seen[name]) {
        seen[name] = true;
        names.add(name);
      }
    }
    return texts.ranks(names.toArray(), names.size());
  }
}
