package io.flaregate.profiles.merge;

import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.SeriesLabels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts profiles that were decoded one by one into one set of columns, their rows in order. Nothing
 * is compared or merged: entries that are equal in content stay apart. Rows come out as their own
 * origins.
 */
public final class ProfilesJoiner {
  private final List<Profiles> parts;
  private final JoinedDictionary dictionary;

  private ProfilesJoiner(List<Profiles> parts) {
    this.parts = parts;
    dictionary = new JoinedDictionary(parts);
  }

  /**
   * Joins profiles.
   *
   * @param labels the labels of all rows, or null if they have none
   * @param encodedBytes the size of the request that all of them came in, uncompressed
   * @throws ArithmeticException if the columns would be longer than an array can be
   */
  public static Profiles join(
      List<Profiles> parts, @Nullable SeriesLabels labels, long encodedBytes) {
    if (parts.size() == 1 && parts.get(0).size() == 1) {
      Profiles only = parts.get(0);
      return new Profiles(
          only.dictionary(), only.rows(), only.samples(), only.lists(), labels, encodedBytes);
    }
    return new ProfilesJoiner(List.copyOf(parts)).joined(labels, encodedBytes);
  }

  private Profiles joined(@Nullable SeriesLabels labels, long encodedBytes) {
    return new Profiles(
        dictionary.build(), rows(), samples(), dictionary.lists(), labels, encodedBytes);
  }

  private Samples samples() {
    int size = 0;
    int valueCount = 0;
    for (Profiles part : parts) {
      size = Math.addExact(size, part.samples().size());
      valueCount = Math.addExact(valueCount, part.samples().valueCount());
    }
    int[] stacks = new int[size];
    int[] lists = new int[size];
    int[] links = new int[size];
    long[] values = new long[valueCount];
    int at = 0;
    int valueAt = 0;
    for (int p = 0; p < parts.size(); p++) {
      Samples from = parts.get(p).samples();
      for (int i = 0; i < from.size(); i++, at++) {
        stacks[at] = dictionary.stack(p, from.stack(i));
        lists[at] = dictionary.list(p, from.list(i));
        links[at] = dictionary.link(p, from.link(i));
      }
      for (int i = 0; i < from.valueCount(); i++) {
        values[valueAt++] = from.value(i);
      }
    }
    return new Samples(stacks, lists, links, values);
  }

  private Rows rows() {
    int size = 0;
    int types = 0;
    for (Profiles part : parts) {
      Rows rows = part.rows();
      size += rows.size();
      types += rows.size() == 0 ? 0 : end(rows, rows.size() - 1);
    }
    RowColumns columns = new RowColumns(size, types);
    for (int p = 0; p < parts.size(); p++) {
      for (int row = 0; row < parts.get(p).size(); row++) {
        columns.add(p, parts.get(p).rows(), row);
      }
    }
    return columns.build();
  }

  private static int end(Rows rows, int row) {
    return rows.typeStart(row) + rows.typeCount(row);
  }

  /** The columns of rows while they are filled. */
  private final class RowColumns {
    private final int[] origins;
    private final int[] resources;
    private final int[] scopes;
    private final int[] scopeNames;
    private final int[] scopeVersions;
    private final int[] typeEnds;
    private final int[] types;
    private final int[] periodTypes;
    private final long[] periods;
    private final long[] times;
    private final long[] durations;
    private final long[] profileIds;
    private final int[] sampleEnds;
    private final int[] droppedSamples;
    private int at;
    private int typeAt;
    private int samples;

    RowColumns(int size, int typeCount) {
      origins = new int[size];
      resources = new int[size];
      scopes = new int[size];
      scopeNames = new int[size];
      scopeVersions = new int[size];
      typeEnds = new int[size];
      types = new int[2 * typeCount];
      periodTypes = new int[2 * size];
      periods = new long[size];
      times = new long[size];
      durations = new long[size];
      profileIds = new long[2 * size];
      sampleEnds = new int[size];
      droppedSamples = new int[size];
    }

    void add(int p, Rows from, int row) {
      origins[at] = at;
      resources[at] = dictionary.list(p, from.resource(row));
      scopes[at] = dictionary.list(p, from.scope(row));
      scopeNames[at] = dictionary.string(p, from.scopeName(row));
      scopeVersions[at] = dictionary.string(p, from.scopeVersion(row));
      for (int type = from.typeStart(row); type < end(from, row); type++) {
        types[2 * typeAt] = dictionary.string(p, from.typeName(type));
        types[2 * typeAt + 1] = dictionary.string(p, from.typeUnit(type));
        typeAt++;
      }
      typeEnds[at] = typeAt;
      periodTypes[2 * at] = dictionary.string(p, from.periodName(row));
      periodTypes[2 * at + 1] = dictionary.string(p, from.periodUnit(row));
      periods[at] = from.period(row);
      times[at] = from.timeUnixNanos(row);
      durations[at] = from.durationNanos(row);
      profileIds[2 * at] = from.profileIdHigh(row);
      profileIds[2 * at + 1] = from.profileIdLow(row);
      samples += from.sampleCount(row);
      sampleEnds[at] = samples;
      droppedSamples[at] = from.droppedSamples(row);
      at++;
    }

    Rows build() {
      return Rows.builder(origins.length)
          .origins(origins)
          .attributes(resources, scopes)
          .scopes(scopeNames, scopeVersions)
          .types(typeEnds, types)
          .periods(periodTypes, periods)
          .times(times, durations)
          .profileIds(profileIds)
          .sampleEnds(sampleEnds)
          .droppedSamples(droppedSamples)
          .build();
    }
  }
}
