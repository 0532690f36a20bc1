package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.StringTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A pprof that an agent sent, put right as a Pyroscope distributor does. */
final class PprofRow {
  /** Before this time in nanoseconds, the year 1971, a time is none, or in another unit. */
  private static final long FIRST_TIME = 365L * 24 * 3600 * 1_000_000_000L;

  private final Profiles row;

  PprofRow(Profiles row) {
    this.row = row;
  }

  private List<String> types() {
    List<String> types = new ArrayList<>();
    for (int type = 0; type < row.rows().typeCount(0); type++) {
      types.add(row.dictionary().strings().get(row.rows().typeName(type)));
    }
    return types;
  }

  /**
   * The value of {@code __name__}: what the types of values are those of.
   *
   * @param displayNames what the agent calls its types of values
   */
  String metric(Map<String, String> displayNames) {
    List<String> types = types();
    if (types.contains("wall")) {
      return "wall";
    }
    String last = "";
    for (String type : types) {
      last = displayNames.getOrDefault(type, type);
      String metric = metric(last);
      if (!metric.isEmpty()) {
        return metric;
      }
    }
    return last;
  }

  private static String metric(String type) {
    if (type.contains("cpu")) {
      return "process_cpu";
    }
    if (type.contains("alloc_")
        || type.contains("inuse_")
        || type.equals("space")
        || type.equals("objects")) {
      return "memory";
    }
    if (type.contains("mutex_")) {
      return "mutex";
    }
    if (type.contains("block_")) {
      return "block";
    }
    return type.contains("goroutines") ? "goroutines" : "";
  }

  /**
   * The profile with a time, and with {@code _} for {@code -} in the names of types: .NET's agent
   * sends such.
   *
   * @param fromNanos the time if the profile has none, or one of before 1971: old agents mistook
   *     microseconds for nanoseconds
   */
  Profiles fixed(long fromNanos) {
    long time = row.rows().timeUnixNanos(0);
    boolean lacksTime = Long.compareUnsigned(time, FIRST_TIME) < 0;
    boolean hasDash = types().stream().anyMatch(type -> type.indexOf('-') >= 0);
    if (!lacksTime && !hasDash) {
      return row;
    }
    int[] types = new int[2 * row.rows().typeCount(0)];
    for (int type = 0; type < types.length / 2; type++) {
      types[2 * type] = row.rows().typeName(type);
      types[2 * type + 1] = row.rows().typeUnit(type);
    }
    Dictionary dictionary = hasDash ? withoutDashes(types) : row.dictionary();
    Rows rows = rows(lacksTime ? fromNanos : time, types);
    return new Profiles(dictionary, rows, row.samples(), row.lists(), null, row.encodedBytes());
  }

  private Rows rows(long time, int[] types) {
    Rows from = row.rows();
    return Rows.builder(1)
        .origins(new int[1])
        .attributes(new int[1], new int[1])
        .scopes(new int[1], new int[1])
        .types(new int[] {types.length / 2}, types)
        .periods(new int[] {from.periodName(0), from.periodUnit(0)}, new long[] {from.period(0)})
        .times(new long[] {time}, new long[] {from.durationNanos(0)})
        .profileIds(new long[2])
        .sampleEnds(new int[] {from.sampleCount(0)})
        .droppedSamples(new int[] {from.droppedSamples(0)})
        .build();
  }

  /** The dictionary with further texts for the names of types, which are changed to those. */
  private Dictionary withoutDashes(int[] types) {
    StringTable strings = row.dictionary().strings();
    int size = strings.size();
    int count = size + types.length / 2;
    int[] offsets = new int[count];
    int[] lengths = new int[count];
    byte[][] added = new byte[types.length / 2][];
    int bytes = 0;
    for (int i = 0; i < count; i++) {
      if (i >= size) {
        int type = i - size;
        added[type] = strings.get(types[2 * type]).replace('-', '_').getBytes(UTF_8);
        types[2 * type] = i;
      }
      offsets[i] = bytes;
      lengths[i] = i < size ? strings.length(i) : added[i - size].length;
      bytes = Math.addExact(bytes, lengths[i]);
    }
    byte[] all = new byte[bytes];
    for (int i = 0; i < size; i++) {
      strings.copyTo(i, all, offsets[i]);
    }
    for (int i = 0; i < added.length; i++) {
      System.arraycopy(added[i], 0, all, offsets[size + i], added[i].length);
    }
    Dictionary from = row.dictionary();
    return Dictionary.builder(StringTable.of(all, offsets, lengths, count))
        .mappings(from.mappings())
        .functions(from.functions())
        .locations(from.locations())
        .stacks(from.stacks())
        .attributes(from.attributes())
        .links(from.links())
        .build();
  }
}
