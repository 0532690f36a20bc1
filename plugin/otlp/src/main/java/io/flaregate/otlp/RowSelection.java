package io.flaregate.otlp;

import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;

/** Some rows of profiles as profiles of their own, over the same dictionary and attributes. */
final class RowSelection {
  private final Rows from;
  private final Samples samples;
  private final int[] rows;

  private RowSelection(Profiles profiles, int[] rows) {
    from = profiles.rows();
    samples = profiles.samples();
    this.rows = rows;
  }

  /**
   * Copies rows; each is its own origin.
   *
   * @param rows which, rising
   * @param encodedBytes what they count for of the request's bytes
   */
  static Profiles of(Profiles profiles, int[] rows, long encodedBytes) {
    RowSelection selection = new RowSelection(profiles, rows);
    return new Profiles(
        profiles.dictionary(),
        selection.rows(),
        selection.samples(),
        profiles.lists(),
        null,
        encodedBytes);
  }

  private Rows rows() {
    int size = rows.length;
    int[] origins = new int[size];
    int[] resources = new int[size];
    int[] scopes = new int[size];
    int[] scopeNames = new int[size];
    int[] scopeVersions = new int[size];
    int[] periodTypes = new int[2 * size];
    long[] periods = new long[size];
    long[] times = new long[size];
    long[] durations = new long[size];
    long[] profileIds = new long[2 * size];
    int[] sampleEnds = new int[size];
    int[] dropped = new int[size];
    int samplesSoFar = 0;
    for (int i = 0; i < size; i++) {
      int row = rows[i];
      origins[i] = i;
      resources[i] = from.resource(row);
      scopes[i] = from.scope(row);
      scopeNames[i] = from.scopeName(row);
      scopeVersions[i] = from.scopeVersion(row);
      periodTypes[2 * i] = from.periodName(row);
      periodTypes[2 * i + 1] = from.periodUnit(row);
      periods[i] = from.period(row);
      times[i] = from.timeUnixNanos(row);
      durations[i] = from.durationNanos(row);
      profileIds[2 * i] = from.profileIdHigh(row);
      profileIds[2 * i + 1] = from.profileIdLow(row);
      samplesSoFar += from.sampleCount(row);
      sampleEnds[i] = samplesSoFar;
      dropped[i] = from.droppedSamples(row);
    }
    Rows.Builder builder =
        Rows.builder(size)
            .origins(origins)
            .attributes(resources, scopes)
            .scopes(scopeNames, scopeVersions)
            .periods(periodTypes, periods)
            .times(times, durations)
            .profileIds(profileIds)
            .sampleEnds(sampleEnds)
            .droppedSamples(dropped);
    return types(builder).build();
  }

  private Rows.Builder types(Rows.Builder builder) {
    int[] ends = new int[rows.length];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      count += from.typeCount(rows[i]);
      ends[i] = count;
    }
    int[] types = new int[2 * count];
    int at = 0;
    for (int row : rows) {
      int start = from.typeStart(row);
      for (int type = start; type < start + from.typeCount(row); type++) {
        types[at++] = from.typeName(type);
        types[at++] = from.typeUnit(type);
      }
    }
    return builder.types(ends, types);
  }

  private Samples samples() {
    int count = 0;
    int valueCount = 0;
    for (int row : rows) {
      count += from.sampleCount(row);
      valueCount += from.sampleCount(row) * from.typeCount(row);
    }
    int[] stacks = new int[count];
    int[] lists = new int[count];
    int[] links = new int[count];
    long[] values = new long[valueCount];
    int sampleAt = 0;
    int valueAt = 0;
    for (int row : rows) {
      for (int sample = from.sampleStart(row); sample < from.sampleEnd(row); sample++) {
        stacks[sampleAt] = samples.stack(sample);
        lists[sampleAt] = samples.list(sample);
        links[sampleAt++] = samples.link(sample);
      }
      int start = from.valueStart(row);
      int end = start + from.sampleCount(row) * from.typeCount(row);
      for (int value = start; value < end; value++) {
        values[valueAt++] = samples.value(value);
      }
    }
    return new Samples(stacks, lists, links, values);
  }
}
