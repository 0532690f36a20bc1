package io.flaregate.profiles.otlp;

import io.flaregate.spi.profiles.Rows;
import java.util.Arrays;

/** The columns of rows while they are filled; a row for each valid profile. */
final class RowColumns {

  /** What a row takes, in bytes. */
  static final int BYTES = 14 * Integer.BYTES + 5 * Long.BYTES;

  private int size;
  private int[] requestIndex;
  private int[] resources;
  private int[] scopes;
  private int[] scopeNames;
  private int[] scopeVersions;
  private int[] types;
  private int[] periodTypes;
  private long[] periods;
  private long[] times;
  private long[] durations;
  private long[] profileIds;
  private int[] sampleEnds;
  private int[] droppedSamples;

  RowColumns(int capacity) {
    requestIndex = new int[capacity];
    resources = new int[capacity];
    scopes = new int[capacity];
    scopeNames = new int[capacity];
    scopeVersions = new int[capacity];
    types = new int[2 * capacity];
    periodTypes = new int[2 * capacity];
    periods = new long[capacity];
    times = new long[capacity];
    durations = new long[capacity];
    profileIds = new long[2 * capacity];
    sampleEnds = new int[capacity];
    droppedSamples = new int[capacity];
  }

  /** Adds a row for a profile. */
  void add(int profile, ProfileHeader header, int sampleEnd, int dropped) {
    int row = size++;
    requestIndex[row] = profile;
    types[2 * row] = header.typeName;
    types[2 * row + 1] = header.typeUnit;
    periodTypes[2 * row] = header.periodName;
    periodTypes[2 * row + 1] = header.periodUnit;
    periods[row] = header.period;
    times[row] = header.timeUnixNanos;
    durations[row] = header.durationNanos;
    profileIds[2 * row] = header.idHigh;
    profileIds[2 * row + 1] = header.idLow;
    sampleEnds[row] = sampleEnd;
    droppedSamples[row] = dropped;
  }

  /** Says what the row that was added last belongs to. */
  void owners(int resource, int scope, int scopeName, int scopeVersion) {
    int row = size - 1;
    resources[row] = resource;
    scopes[row] = scope;
    scopeNames[row] = scopeName;
    scopeVersions[row] = scopeVersion;
  }

  int size() {
    return size;
  }

  /** For each row, the index of its profile in the request; after {@link #build}. */
  int[] requestIndex() {
    return requestIndex;
  }

  Rows build() {
    trim();
    int[] origins = new int[size];
    int[] typeEnds = new int[size];
    for (int row = 0; row < size; row++) {
      origins[row] = row;
      typeEnds[row] = row + 1;
    }
    return Rows.builder(size)
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

  /** Cuts the columns if some profiles were rejected. */
  private void trim() {
    if (size == requestIndex.length) {
      return;
    }
    requestIndex = Arrays.copyOf(requestIndex, size);
    resources = Arrays.copyOf(resources, size);
    scopes = Arrays.copyOf(scopes, size);
    scopeNames = Arrays.copyOf(scopeNames, size);
    scopeVersions = Arrays.copyOf(scopeVersions, size);
    types = Arrays.copyOf(types, 2 * size);
    periodTypes = Arrays.copyOf(periodTypes, 2 * size);
    periods = Arrays.copyOf(periods, size);
    times = Arrays.copyOf(times, size);
    durations = Arrays.copyOf(durations, size);
    profileIds = Arrays.copyOf(profileIds, 2 * size);
    sampleEnds = Arrays.copyOf(sampleEnds, size);
    droppedSamples = Arrays.copyOf(droppedSamples, size);
  }
}
