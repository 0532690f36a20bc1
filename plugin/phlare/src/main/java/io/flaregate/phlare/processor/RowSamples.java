package io.flaregate.phlare.processor;

import io.flaregate.phlare.validate.DictionaryLimits;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.merge.StackTable;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import java.util.Arrays;

/** The samples of one profile: which count, what they add up to, and in which series. */
final class RowSamples {
  private final Profiles profiles;
  private final Rows rows;
  private final Samples samples;
  private final DictionaryLimits.Cut cut;
  private final SampleSplit split;
  private final StackTable stacks;
  private final SampleMerger merger;
  private final SeriesColumns out;

  private int types;
  private int kept;
  private int negative;
  private int truncated;
  private long lostLabels;
  private int[] order = {};
  private int[] seriesEnds = {};

  RowSamples(Profiles profiles, DictionaryLimits.Cut cut, SampleSplit split, Scratch scratch) {
    this.profiles = profiles;
    this.rows = profiles.rows();
    this.samples = profiles.samples();
    this.cut = cut;
    this.split = split;
    this.stacks = scratch.stacks;
    this.merger = scratch.merger;
    this.out = scratch.series;
  }

  /**
   * Finds out which samples of a row count, and which series they belong to, and adds up those that
   * are equal.
   */
  void merge(int row) {
    kept = 0;
    negative = 0;
    truncated = 0;
    lostLabels = 0;
    types = rows.typeCount(row);
    merger.reset(types, rows.sampleCount(row));
    int end = rows.sampleEnd(row);
    int valueAt = rows.valueStart(row);
    for (int sample = rows.sampleStart(row); sample < end; sample++, valueAt += types) {
      if (counts(valueAt)) {
        int entry = add(sample);
        for (int type = 0; type < types; type++) {
          merger.addValue(entry, type, samples.value(valueAt + type));
        }
      }
    }
    if (ProfileRules.takesPeriod(profiles, row)) {
      merger.multiply(rows.period(row));
    }
  }

  /** Whether no value is negative and any is more than 0. */
  private boolean counts(int valueAt) {
    long any = 0;
    for (int type = 0; type < types; type++) {
      long value = samples.value(valueAt + type);
      if (value < 0) {
        negative++;
        return false;
      }
      any |= value;
    }
    return any != 0;
  }

  private int add(int sample) {
    kept++;
    int list = samples.list(sample);
    int kind = split.kind(list);
    lostLabels += split.losses(list);
    int given = samples.stack(sample);
    if (cut.isAny() && isCut(given)) {
      truncated++;
    }
    return merger.entry(stacks.stack(given), kind, stacks.link(samples.link(sample)));
  }

  private boolean isCut(int stack) {
    return cut.isDeep(stack) || cut.hasLongSymbol(stack);
  }

  /** Orders the merged samples by series, and within one as they came. */
  void sortBySeries() {
    int count = split.seriesCount();
    int size = merger.size();
    seriesEnds = seriesEnds.length < count ? new int[count] : seriesEnds;
    if (count == 1) {
      seriesEnds[0] = size;
      return;
    }
    order = order.length < size ? new int[size] : order;
    Arrays.fill(seriesEnds, 0, count, 0);
    for (int entry = 0; entry < size; entry++) {
      seriesEnds[split.series(merger.list(entry))]++;
    }
    for (int series = 1; series < count; series++) {
      seriesEnds[series] += seriesEnds[series - 1];
    }
    for (int entry = size - 1; entry >= 0; entry--) {
      int series = split.series(merger.list(entry));
      order[--seriesEnds[series]] = entry;
    }
    // Now each holds where its series starts; move them on to where it ends.
    for (int series = 0; series < count; series++) {
      seriesEnds[series] = series + 1 < count ? seriesEnds[series + 1] : size;
    }
  }

  /** Copies the samples of a series to the columns. */
  void copySeries(int series) {
    int from = series == 0 ? 0 : seriesEnds[series - 1];
    int to = seriesEnds[series];
    out.reserve(to - from, types);
    if (split.seriesCount() == 1) {
      out.addSamples(merger, split);
      return;
    }
    for (int i = from; i < to; i++) {
      int entry = order[i];
      out.addSample(merger.stack(entry), split.keptList(merger.list(entry)), merger.link(entry));
      for (int type = 0; type < types; type++) {
        out.addValue(merger.value(entry, type));
      }
    }
  }

  /** How many samples of the row count. */
  int kept() {
    return kept;
  }

  /** How many were dropped for a negative value. */
  int negative() {
    return negative;
  }

  /** How many of those that count had their stacktrace or a symbol in it cut. */
  int truncated() {
    return truncated;
  }

  /** How many of their attributes were dropped. */
  long lostLabels() {
    return lostLabels;
  }
}
