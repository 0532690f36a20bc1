package io.flaregate.ingester.merge;

import io.flaregate.ingester.merge.Symbols.FunctionKey;
import io.flaregate.ingester.merge.Symbols.LabelKey;
import io.flaregate.ingester.merge.Symbols.LineKey;
import io.flaregate.ingester.merge.Symbols.LocationKey;
import io.flaregate.ingester.merge.Symbols.MappingKey;
import io.flaregate.ingester.merge.Symbols.StackKey;
import io.flaregate.ingester.proto.pprof.Function;
import io.flaregate.ingester.proto.pprof.Label;
import io.flaregate.ingester.proto.pprof.Line;
import io.flaregate.ingester.proto.pprof.Location;
import io.flaregate.ingester.proto.pprof.Mapping;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.pprof.Sample;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** From the ids and indices of one pprof to the numbers of a merge. */
final class Translation {
  private static final int LINE_BYTES = 40;
  private static final int NUMBER_BYTES = 20;

  private final Symbols symbols;
  private final Profile profile;
  private final int[] strings;
  private final Map<Long, Integer> mappings = new HashMap<>();
  private final Map<Long, Integer> functions = new HashMap<>();
  private final Map<Long, Integer> locations = new HashMap<>();

  Translation(Symbols symbols, Profile profile) {
    this.symbols = symbols;
    this.profile = profile;
    this.strings = new int[profile.getStringTableCount()];
    for (int i = 0; i < strings.length; i++) {
      strings[i] = symbols.string(profile.getStringTable(i));
    }
    for (Mapping mapping : profile.getMappingList()) {
      mappings.put(mapping.getId(), symbols.mappings.number(key(mapping), 48));
    }
    for (Function function : profile.getFunctionList()) {
      functions.put(function.getId(), symbols.functions.number(key(function), 32));
    }
    for (Location location : profile.getLocationList()) {
      LocationKey key = key(location);
      locations.put(
          location.getId(),
          symbols.locations.number(key, 48 + (long) LINE_BYTES * key.lines().size()));
    }
  }

  private int string(long index) {
    if (index < 0 || index >= strings.length) {
      throw dangling("string", index);
    }
    return strings[(int) index];
  }

  private static int number(Map<Long, Integer> numbers, long id, String what) {
    Integer number = numbers.get(id);
    if (number == null) {
      throw dangling(what, id);
    }
    return number;
  }

  private static IllegalArgumentException dangling(String what, long id) {
    return new IllegalArgumentException("pprof refers to " + what + " " + id + ", which it lacks");
  }

  private MappingKey key(Mapping mapping) {
    int flags =
        (mapping.getHasFunctions() ? 1 : 0)
            | (mapping.getHasFilenames() ? 2 : 0)
            | (mapping.getHasLineNumbers() ? 4 : 0)
            | (mapping.getHasInlineFrames() ? 8 : 0);
    return new MappingKey(
        mapping.getMemoryStart(),
        mapping.getMemoryLimit(),
        mapping.getFileOffset(),
        string(mapping.getFilename()),
        string(mapping.getBuildId()),
        flags);
  }

  private FunctionKey key(Function function) {
    return new FunctionKey(
        string(function.getName()),
        string(function.getSystemName()),
        string(function.getFilename()),
        function.getStartLine());
  }

  private LocationKey key(Location location) {
    List<LineKey> lines = new ArrayList<>(location.getLineCount());
    for (Line line : location.getLineList()) {
      int function = number(functions, line.getFunctionId(), "function");
      lines.add(new LineKey(function, line.getLine(), line.getColumn()));
    }
    long mappingId = location.getMappingId();
    int mapping = mappingId == 0 ? -1 : number(mappings, mappingId, "mapping");
    return new LocationKey(
        mapping, location.getAddress(), location.getIsFolded(), List.copyOf(lines));
  }

  /** The number of a sample's stacktrace and labels. */
  int stack(Sample sample) {
    List<Integer> stack = new ArrayList<>(sample.getLocationIdCount());
    for (long id : sample.getLocationIdList()) {
      stack.add(number(locations, id, "location"));
    }
    List<LabelKey> labels = new ArrayList<>(sample.getLabelCount());
    for (Label label : sample.getLabelList()) {
      labels.add(
          new LabelKey(
              string(label.getKey()),
              string(label.getStr()),
              label.getNum(),
              string(label.getNumUnit())));
    }
    labels.sort(null);
    StackKey key = new StackKey(List.copyOf(stack), List.copyOf(labels));
    long payload = (long) NUMBER_BYTES * stack.size() + (long) LINE_BYTES * labels.size();
    return symbols.stacks.number(key, payload);
  }

  Profile profile() {
    return profile;
  }
}
