package io.flaregate.phlare.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.phlare.relabel.LabelList;
import io.flaregate.phlare.relabel.RelabelRules;
import io.flaregate.phlare.relabel.Relabeler;
import io.flaregate.phlare.relabel.SampleTypeLabels;
import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;

/**
 * Leaves out the sample types that a tenant's rules drop. A profile of which nothing is left is
 * dropped; of one that keeps some of its types the values are copied, which only profiles of
 * several types need.
 */
final class SampleTypeFilter {
  private final Profiles profiles;
  private final LabelTexts texts;
  private final OwnerLabels owner;
  private final Verdicts verdicts;
  private final Relabeler rules;
  private final LabelList labels = new LabelList();
  private final int typeLabel;
  private final int unitLabel;
  private final boolean[] kept;

  private SampleTypeFilter(
      Profiles profiles,
      RelabelRules rules,
      LabelTexts texts,
      OwnerLabels owner,
      Verdicts verdicts) {
    this.profiles = profiles;
    this.texts = texts;
    this.owner = owner;
    this.verdicts = verdicts;
    this.rules = rules.over(texts.table());
    typeLabel = texts.table().intern(SampleTypeLabels.TYPE.getBytes(UTF_8));
    unitLabel = texts.table().intern(SampleTypeLabels.UNIT.getBytes(UTF_8));
    int size = profiles.rows().size();
    Rows rows = profiles.rows();
    kept = new boolean[size == 0 ? 0 : rows.typeStart(size - 1) + rows.typeCount(size - 1)];
  }

  /** The profiles with the types that are kept; the same ones if none of some is dropped. */
  static Profiles apply(
      Profiles profiles,
      RelabelRules rules,
      LabelTexts texts,
      OwnerLabels owner,
      Verdicts verdicts) {
    SampleTypeFilter filter = new SampleTypeFilter(profiles, rules, texts, owner, verdicts);
    return filter.decide() ? filter.rebuild() : profiles;
  }

  /** Decides about every type; whether a profile keeps only some of its types. */
  private boolean decide() {
    boolean changes = false;
    for (int row = 0; row < profiles.size(); row++) {
      if (verdicts.isOpen(row)) {
        changes |= decide(row);
      } else {
        keepAll(row);
      }
    }
    return changes;
  }

  private boolean decide(int row) {
    Rows rows = profiles.rows();
    int start = rows.typeStart(row);
    int count = rows.typeCount(row);
    if (count == 0) {
      return false;
    }
    owner.load(row, ProfileRules.name(profiles, row, texts));
    int left = 0;
    for (int type = start; type < start + count; type++) {
      kept[type] = keeps(row, type);
      left += kept[type] ? 1 : 0;
    }
    if (left == 0) {
      verdicts.drop(row, Reason.DROPPED_BY_RELABEL_RULES);
      keepAll(row);
    }
    return left > 0 && left < count;
  }

  private void keepAll(int row) {
    int start = profiles.rows().typeStart(row);
    for (int type = start; type < start + profiles.rows().typeCount(row); type++) {
      kept[type] = true;
    }
  }

  private boolean keeps(int row, int type) {
    Rows rows = profiles.rows();
    labels.clear();
    for (int label = 0; label < owner.size(); label++) {
      labels.set(owner.name(label), owner.value(label, owner.serviceName()));
    }
    boolean isCpu = ProfileRules.takesPeriod(profiles, row);
    labels.set(typeLabel, texts.text(isCpu ? rows.periodName(row) : rows.typeName(type)));
    labels.set(unitLabel, texts.text(isCpu ? rows.periodUnit(row) : rows.typeUnit(type)));
    // What cannot be decided at a bearable cost is kept.
    return rules.apply(labels) != Relabeler.Result.DROPPED;
  }

  private Profiles rebuild() {
    Rows from = profiles.rows();
    Samples samples = profiles.samples();
    int size = from.size();
    IntColumn typeEnds = new IntColumn();
    IntColumn types = new IntColumn();
    LongColumn values = new LongColumn();
    for (int row = 0; row < size; row++) {
      int start = from.typeStart(row);
      int count = from.typeCount(row);
      for (int type = start; type < start + count; type++) {
        if (kept[type]) {
          types.add(from.typeName(type));
          types.add(from.typeUnit(type));
        }
      }
      typeEnds.add(types.size() / 2);
      int at = from.valueStart(row);
      for (int sample = 0; sample < from.sampleCount(row); sample++, at += count) {
        for (int type = 0; type < count; type++) {
          if (kept[start + type]) {
            values.add(samples.value(at + type));
          }
        }
      }
    }
    return new Profiles(
        profiles.dictionary(),
        rows(typeEnds.toArray(), types.toArray()),
        samples(values.toArray()),
        profiles.lists(),
        null,
        profiles.encodedBytes());
  }

  private Samples samples(long[] values) {
    Samples from = profiles.samples();
    int[] stacks = new int[from.size()];
    int[] lists = new int[from.size()];
    int[] links = new int[from.size()];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i] = from.stack(i);
      lists[i] = from.list(i);
      links[i] = from.link(i);
    }
    return new Samples(stacks, lists, links, values);
  }

  private Rows rows(int[] typeEnds, int[] types) {
    Rows from = profiles.rows();
    int size = from.size();
    int[][] ints = new int[7][size];
    int[] periodTypes = new int[2 * size];
    long[][] longs = new long[3][size];
    long[] ids = new long[2 * size];
    for (int row = 0; row < size; row++) {
      ints[0][row] = from.origin(row);
      ints[1][row] = from.resource(row);
      ints[2][row] = from.scope(row);
      ints[3][row] = from.scopeName(row);
      ints[4][row] = from.scopeVersion(row);
      ints[5][row] = from.sampleEnd(row);
      ints[6][row] = from.droppedSamples(row);
      periodTypes[2 * row] = from.periodName(row);
      periodTypes[2 * row + 1] = from.periodUnit(row);
      longs[0][row] = from.period(row);
      longs[1][row] = from.timeUnixNanos(row);
      longs[2][row] = from.durationNanos(row);
      ids[2 * row] = from.profileIdHigh(row);
      ids[2 * row + 1] = from.profileIdLow(row);
    }
    return Rows.builder(size)
        .origins(ints[0])
        .attributes(ints[1], ints[2])
        .scopes(ints[3], ints[4])
        .sampleEnds(ints[5])
        .droppedSamples(ints[6])
        .types(typeEnds, types)
        .periods(periodTypes, longs[0])
        .times(longs[1], longs[2])
        .profileIds(ids)
        .build();
  }
}
