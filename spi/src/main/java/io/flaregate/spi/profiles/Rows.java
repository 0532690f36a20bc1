package io.flaregate.spi.profiles;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/** The rows of {@link Profiles}: what is known of each profile or series besides its samples. */
public final class Rows {
  private final int size;
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
  private final int[] valueStarts;

  private Rows(Builder from) {
    size = from.size;
    origins = requireNonNull(from.origins, "origins is null");
    resources = requireNonNull(from.resources, "resources is null");
    scopes = requireNonNull(from.scopes, "scopes is null");
    scopeNames = requireNonNull(from.scopeNames, "scopeNames is null");
    scopeVersions = requireNonNull(from.scopeVersions, "scopeVersions is null");
    typeEnds = requireNonNull(from.typeEnds, "typeEnds is null");
    types = requireNonNull(from.types, "types is null");
    periodTypes = requireNonNull(from.periodTypes, "periodTypes is null");
    periods = requireNonNull(from.periods, "periods is null");
    times = requireNonNull(from.times, "times is null");
    durations = requireNonNull(from.durations, "durations is null");
    profileIds = requireNonNull(from.profileIds, "profileIds is null");
    sampleEnds = requireNonNull(from.sampleEnds, "sampleEnds is null");
    droppedSamples = requireNonNull(from.droppedSamples, "droppedSamples is null");
    valueStarts = valueStarts();
  }

  /** A builder for a number of rows; every column must be set. */
  public static Builder builder(int size) {
    return new Builder(size);
  }

  private int[] valueStarts() {
    int[] starts = new int[size];
    int at = 0;
    for (int row = 0; row < size; row++) {
      starts[row] = at;
      at += (sampleEnd(row) - sampleStart(row)) * typeCount(row);
    }
    return starts;
  }

  /** The number of rows. */
  public int size() {
    return size;
  }

  /** The profile, by its index in what the receiver passed on, that a row came from. */
  public int origin(int row) {
    return origins[row];
  }

  /** The list of attributes of the resource. */
  public int resource(int row) {
    return resources[row];
  }

  /** The list of attributes of the instrumentation scope. */
  public int scope(int row) {
    return scopes[row];
  }

  /** The text that holds the name of the instrumentation scope; 0 if not told. */
  public int scopeName(int row) {
    return scopeNames[row];
  }

  /** The text that holds the version of the instrumentation scope; 0 if not told. */
  public int scopeVersion(int row) {
    return scopeVersions[row];
  }

  /** How many value types the row has; OTLP's profiles have one. */
  public int typeCount(int row) {
    return typeEnds[row] - typeStart(row);
  }

  /** The first value type of a row, an index for {@link #typeName} and {@link #typeUnit}. */
  public int typeStart(int row) {
    return row == 0 ? 0 : typeEnds[row - 1];
  }

  /** The text that holds the name of a value type: {@code cpu}. */
  public int typeName(int type) {
    return types[2 * type];
  }

  /** The text that holds the unit of a value type: {@code nanoseconds}. */
  public int typeUnit(int type) {
    return types[2 * type + 1];
  }

  /** The text that holds the name of the period's type; 0 if not told. */
  public int periodName(int row) {
    return periodTypes[2 * row];
  }

  /** The text that holds the unit of the period's type; 0 if not told. */
  public int periodUnit(int row) {
    return periodTypes[2 * row + 1];
  }

  /** How many of the period's units lie between two samples; 0 if not told. */
  public long period(int row) {
    return periods[row];
  }

  /** When the profile starts, nanoseconds since 1970; 0 if not told. */
  public long timeUnixNanos(int row) {
    return times[row];
  }

  /** How long the profile lasts, nanoseconds; 0 if not told. */
  public long durationNanos(int row) {
    return durations[row];
  }

  /** The first 8 bytes of the profile id, big-endian; with the last 8 it is 0 if not told. */
  public long profileIdHigh(int row) {
    return profileIds[2 * row];
  }

  /** The last 8 bytes of the profile id. */
  public long profileIdLow(int row) {
    return profileIds[2 * row + 1];
  }

  /** The first sample of a row. */
  public int sampleStart(int row) {
    return row == 0 ? 0 : sampleEnds[row - 1];
  }

  /** The index after the last sample of a row. */
  public int sampleEnd(int row) {
    return sampleEnds[row];
  }

  /** The number of samples of a row. */
  public int sampleCount(int row) {
    return sampleEnds[row] - sampleStart(row);
  }

  /** How many samples of a row were left out before, since they had no value or a wrong one. */
  public int droppedSamples(int row) {
    return droppedSamples[row];
  }

  /** Where the values of the first sample of a row stand. */
  public int valueStart(int row) {
    return valueStarts[row];
  }

  /** Collects columns, which from then on belong to the rows; used once. */
  public static final class Builder {
    private final int size;
    private int @Nullable [] origins;
    private int @Nullable [] resources;
    private int @Nullable [] scopes;
    private int @Nullable [] scopeNames;
    private int @Nullable [] scopeVersions;
    private int @Nullable [] typeEnds;
    private int @Nullable [] types;
    private int @Nullable [] periodTypes;
    private long @Nullable [] periods;
    private long @Nullable [] times;
    private long @Nullable [] durations;
    private long @Nullable [] profileIds;
    private int @Nullable [] sampleEnds;
    private int @Nullable [] droppedSamples;

    private Builder(int size) {
      this.size = size;
    }

    private int[] sized(int[] column, int factor) {
      if (column.length != size * factor) {
        throw new IllegalArgumentException(
            "a column of " + column.length + " for " + size + " rows");
      }
      return column;
    }

    private long[] sized(long[] column, int factor) {
      if (column.length != size * factor) {
        throw new IllegalArgumentException(
            "a column of " + column.length + " for " + size + " rows");
      }
      return column;
    }

    public Builder origins(int[] column) {
      origins = sized(column, 1);
      return this;
    }

    /** Lists of attributes of the resource and of the scope of each row. */
    public Builder attributes(int[] resourceLists, int[] scopeLists) {
      resources = sized(resourceLists, 1);
      scopes = sized(scopeLists, 1);
      return this;
    }

    /** Texts: name and version of the scope of each row. */
    public Builder scopes(int[] names, int[] versions) {
      scopeNames = sized(names, 1);
      scopeVersions = sized(versions, 1);
      return this;
    }

    /**
     * Value types: where those of each row end, counted in types, and the texts of name and unit of
     * each type in turn.
     */
    public Builder types(int[] ends, int[] namesAndUnits) {
      typeEnds = sized(ends, 1);
      types = namesAndUnits;
      return this;
    }

    /** Texts of name and unit of the period's type of each row in turn, and the periods. */
    public Builder periods(int[] namesAndUnits, long[] column) {
      periodTypes = sized(namesAndUnits, 2);
      periods = sized(column, 1);
      return this;
    }

    /** Start (nanoseconds since 1970) and duration (nanoseconds) of each row. */
    public Builder times(long[] unixNanos, long[] durationNanos) {
      times = sized(unixNanos, 1);
      durations = sized(durationNanos, 1);
      return this;
    }

    /** Both halves of the profile id of each row in turn. */
    public Builder profileIds(long[] halves) {
      profileIds = sized(halves, 2);
      return this;
    }

    /** Where the samples of each row end. */
    public Builder sampleEnds(int[] column) {
      sampleEnds = sized(column, 1);
      return this;
    }

    /** How many samples of each row were left out. */
    public Builder droppedSamples(int[] column) {
      droppedSamples = sized(column, 1);
      return this;
    }

    /** The rows. */
    public Rows build() {
      return new Rows(this);
    }
  }
}
