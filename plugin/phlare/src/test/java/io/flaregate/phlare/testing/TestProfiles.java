package io.flaregate.phlare.testing;

import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.Stacks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Builds split profiles by hand: each sample's stacktrace is one function. */
public final class TestProfiles {
  /** The start of rows that say nothing else, nanoseconds since 1970. */
  public static final long TIME = 1_700_000_000_000_000_000L;

  private final List<Row> rows = new ArrayList<>();

  /** One row; the setters return it. */
  public static final class Row {
    private final SortedMap<String, String> labels = new TreeMap<>();
    private final List<String> functions = new ArrayList<>();
    private final List<Long> values = new ArrayList<>();
    private int origin;
    private String type = "cpu";
    private String unit = "nanoseconds";
    private String periodType = "cpu";
    private long time = TIME;
    private long duration = 10_000_000_000L;
    private long profileId;

    public Row label(String name, String value) {
      labels.put(name, value);
      return this;
    }

    public Row origin(int profile) {
      origin = profile;
      return this;
    }

    public Row type(String name, String itsUnit) {
      type = name;
      unit = itsUnit;
      return this;
    }

    public Row periodType(String name) {
      periodType = name;
      return this;
    }

    public Row time(long unixNanos) {
      time = unixNanos;
      return this;
    }

    public Row duration(long nanos) {
      duration = nanos;
      return this;
    }

    /** The last 8 bytes of its id; 0: none. */
    public Row profileId(long low) {
      profileId = low;
      return this;
    }

    public Row sample(String function, long value) {
      functions.add(function);
      values.add(value);
      return this;
    }
  }

  /** Adds a row with these labels, whose origin is its own index. */
  public Row row(Map<String, String> labels) {
    Row row = new Row();
    row.labels.putAll(labels);
    row.origin = rows.size();
    rows.add(row);
    return row;
  }

  /** Adds a row of a service's CPU time. */
  public Row cpu(String service) {
    return row(Map.of("__name__", "process_cpu", "service_name", service));
  }

  /** So many rows of CPU time, each of a service of its own, with one sample each. */
  public static Profiles services(int count) {
    TestProfiles all = new TestProfiles();
    for (int i = 0; i < count; i++) {
      all.cpu("service-" + i).sample("main", i + 1);
    }
    return all.build();
  }

  /** The profiles. */
  public Profiles build() {
    Texts texts = new Texts();
    int samples = rows.stream().mapToInt(row -> row.functions.size()).sum();
    int[] names = new int[samples + 1];
    int[] stacks = new int[samples];
    int[] stackEnds = new int[samples + 1];
    int[] locations = new int[samples];
    long[] values = new long[samples];
    int sample = 0;
    for (Row row : rows) {
      for (int i = 0; i < row.functions.size(); i++, sample++) {
        names[sample + 1] = texts.add(row.functions.get(i));
        locations[sample] = sample + 1;
        stackEnds[sample + 1] = sample + 1;
        stacks[sample] = sample + 1;
        values[sample] = row.values.get(i);
      }
    }
    Rows columns = rows(texts);
    return new Profiles(
        dictionary(texts, names, stackEnds, locations),
        columns,
        new Samples(stacks, new int[samples], new int[samples], values),
        AttributeLists.empty(),
        labels(),
        1000L * rows.size());
  }

  private Rows rows(Texts texts) {
    int size = rows.size();
    int[] origins = new int[size];
    int[] typeEnds = new int[size];
    int[] types = new int[2 * size];
    int[] periods = new int[2 * size];
    long[] times = new long[size];
    long[] durations = new long[size];
    int[] ends = new int[size];
    long[] profileIds = new long[2 * size];
    for (int i = 0; i < size; i++) {
      Row row = rows.get(i);
      profileIds[2 * i + 1] = row.profileId;
      origins[i] = row.origin;
      typeEnds[i] = i + 1;
      types[2 * i] = texts.add(row.type);
      types[2 * i + 1] = texts.add(row.unit);
      periods[2 * i] = texts.add(row.periodType);
      periods[2 * i + 1] = texts.add("nanoseconds");
      times[i] = row.time;
      durations[i] = row.duration;
      ends[i] = (i == 0 ? 0 : ends[i - 1]) + row.functions.size();
    }
    return Rows.builder(size)
        .origins(origins)
        .attributes(new int[size], new int[size])
        .scopes(new int[size], new int[size])
        .types(typeEnds, types)
        .periods(periods, new long[size])
        .times(times, durations)
        .profileIds(profileIds)
        .sampleEnds(ends)
        .droppedSamples(new int[size])
        .build();
  }

  private static Dictionary dictionary(Texts texts, int[] names, int[] stackEnds, int[] locations) {
    int functions = names.length;
    int[] lineEnds = new int[functions];
    int[] lineFunctions = new int[functions - 1];
    for (int i = 1; i < functions; i++) {
      lineEnds[i] = i;
      lineFunctions[i - 1] = i;
    }
    return Dictionary.builder(texts.table())
        .mappings(
            new Mappings(
                new long[1], new long[1], new long[1], new int[1], new int[1], new byte[1]))
        .functions(
            new Functions(names, new int[functions], new int[functions], new long[functions]))
        .locations(
            new Locations(
                new int[functions],
                new long[functions],
                new byte[functions],
                lineEnds,
                lineFunctions,
                new long[functions - 1],
                new long[functions - 1]))
        .stacks(new Stacks(stackEnds, locations))
        .attributes(new Attributes(new int[1], new byte[1], new long[1]))
        .links(new Links(new long[1], new long[1], new long[1]))
        .build();
  }

  private SeriesLabels labels() {
    Texts texts = new Texts();
    int[] ends = new int[rows.size()];
    List<Integer> pairs = new ArrayList<>();
    for (int i = 0; i < ends.length; i++) {
      rows.get(i)
          .labels
          .forEach(
              (name, value) -> {
                pairs.add(texts.add(name));
                pairs.add(texts.add(value));
              });
      ends[i] = pairs.size() / 2;
    }
    return new SeriesLabels(
        texts.table(), ends, pairs.stream().mapToInt(Integer::intValue).toArray());
  }
}
