package io.flaregate.phlare.testing;

import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Pprofs of {@code cpu:nanoseconds} whose stacktraces are one function deep. */
public final class CpuPprof {
  private CpuPprof() {}

  /** A pprof with these values by function. */
  public static Profile of(Map<String, Long> values) {
    Profile.Builder pprof =
        Profile.newBuilder()
            .addStringTable("")
            .addStringTable("cpu")
            .addStringTable("nanoseconds")
            .addSampleType(ValueType.newBuilder().setType(1).setUnit(2))
            .setPeriodType(ValueType.newBuilder().setType(1).setUnit(2))
            .setPeriod(10);
    long id = 0;
    for (Map.Entry<String, Long> each : values.entrySet()) {
      id++;
      pprof
          .addStringTable(each.getKey())
          .addFunction(Function.newBuilder().setId(id).setName(pprof.getStringTableCount() - 1))
          .addLocation(Location.newBuilder().setId(id).addLine(Line.newBuilder().setFunctionId(id)))
          .addSample(Sample.newBuilder().addLocationId(id).addValue(each.getValue()));
    }
    return pprof.build();
  }

  /** The values by function. */
  public static SortedMap<String, Long> values(Profile pprof) {
    Map<Long, String> functions = new HashMap<>();
    pprof
        .getFunctionList()
        .forEach(f -> functions.put(f.getId(), pprof.getStringTable((int) f.getName())));
    Map<Long, String> locations = new HashMap<>();
    pprof
        .getLocationList()
        .forEach(l -> locations.put(l.getId(), functions.get(l.getLine(0).getFunctionId())));
    SortedMap<String, Long> values = new TreeMap<>();
    pprof
        .getSampleList()
        .forEach(s -> values.merge(locations.get(s.getLocationId(0)), s.getValue(0), Long::sum));
    return values;
  }

  /** A pprof with the sums of some. */
  public static Profile sum(List<Profile> pprofs) {
    SortedMap<String, Long> sum = new TreeMap<>();
    pprofs.forEach(
        each -> values(each).forEach((name, value) -> sum.merge(name, value, Long::sum)));
    return of(sum);
  }
}
