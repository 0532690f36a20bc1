package io.flaregate.ingester.merge;

import io.flaregate.ingester.merge.Symbols.FunctionKey;
import io.flaregate.ingester.merge.Symbols.LabelKey;
import io.flaregate.ingester.merge.Symbols.LineKey;
import io.flaregate.ingester.merge.Symbols.LocationKey;
import io.flaregate.ingester.merge.Symbols.MappingKey;
import io.flaregate.ingester.merge.Symbols.StackKey;
import io.flaregate.ingester.model.ProfileType;
import io.flaregate.ingester.proto.pprof.Function;
import io.flaregate.ingester.proto.pprof.Label;
import io.flaregate.ingester.proto.pprof.Line;
import io.flaregate.ingester.proto.pprof.Location;
import io.flaregate.ingester.proto.pprof.Mapping;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.pprof.Sample;
import io.flaregate.ingester.proto.pprof.ValueType;
import java.util.HashMap;
import java.util.Map;

/** Writes a pprof with ids from 1 without gaps, of only what its samples refer to. */
final class ProfileWriter {
  private final Symbols symbols;
  private final Profile.Builder profile = Profile.newBuilder();
  private final Map<String, Integer> strings = new HashMap<>();
  private final Map<Integer, Long> functions = new HashMap<>();
  private final Map<Integer, Long> mappings = new HashMap<>();
  private final Map<Integer, Long> locations = new HashMap<>();

  ProfileWriter(Symbols symbols) {
    this.symbols = symbols;
    string("");
  }

  void sample(StackKey stack, long value) {
    Sample.Builder sample = Sample.newBuilder().addValue(value);
    for (int location : stack.locations()) {
      sample.addLocationId(location(location));
    }
    for (LabelKey label : stack.labels()) {
      sample.addLabel(
          Label.newBuilder()
              .setKey(symbol(label.key()))
              .setStr(symbol(label.text()))
              .setNum(label.number())
              .setNumUnit(symbol(label.unit())));
    }
    profile.addSample(sample);
  }

  void time(long timeNanos, long durationNanos, long period) {
    profile.setTimeNanos(timeNanos).setDurationNanos(durationNanos).setPeriod(period);
  }

  Profile finish(ProfileType type) {
    profile.addSampleType(valueType(type.sampleType(), type.sampleUnit()));
    profile.setPeriodType(valueType(type.periodType(), type.periodUnit()));
    return profile.build();
  }

  private ValueType valueType(String type, String unit) {
    return ValueType.newBuilder().setType(string(type)).setUnit(string(unit)).build();
  }

  private int symbol(int number) {
    return string(symbols.strings.keys().get(number));
  }

  private int string(String text) {
    Integer known = strings.get(text);
    if (known != null) {
      return known;
    }
    int index = profile.getStringTableCount();
    profile.addStringTable(text);
    strings.put(text, index);
    return index;
  }

  private long location(int number) {
    Long known = locations.get(number);
    if (known != null) {
      return known;
    }
    LocationKey key = symbols.locations.keys().get(number);
    Location.Builder location =
        Location.newBuilder().setAddress(key.address()).setIsFolded(key.folded());
    if (key.mapping() >= 0) {
      location.setMappingId(mapping(key.mapping()));
    }
    for (LineKey line : key.lines()) {
      location.addLine(
          Line.newBuilder()
              .setFunctionId(function(line.function()))
              .setLine(line.line())
              .setColumn(line.column()));
    }
    long id = profile.getLocationCount() + 1L;
    profile.addLocation(location.setId(id));
    locations.put(number, id);
    return id;
  }

  private long function(int number) {
    Long known = functions.get(number);
    if (known != null) {
      return known;
    }
    FunctionKey key = symbols.functions.keys().get(number);
    long id = profile.getFunctionCount() + 1L;
    profile.addFunction(
        Function.newBuilder()
            .setId(id)
            .setName(symbol(key.name()))
            .setSystemName(symbol(key.systemName()))
            .setFilename(symbol(key.filename()))
            .setStartLine(key.startLine()));
    functions.put(number, id);
    return id;
  }

  private long mapping(int number) {
    Long known = mappings.get(number);
    if (known != null) {
      return known;
    }
    MappingKey key = symbols.mappings.keys().get(number);
    long id = profile.getMappingCount() + 1L;
    profile.addMapping(
        Mapping.newBuilder()
            .setId(id)
            .setMemoryStart(key.start())
            .setMemoryLimit(key.limit())
            .setFileOffset(key.offset())
            .setFilename(symbol(key.filename()))
            .setBuildId(symbol(key.buildId()))
            .setHasFunctions((key.flags() & 1) != 0)
            .setHasFilenames((key.flags() & 2) != 0)
            .setHasLineNumbers((key.flags() & 4) != 0)
            .setHasInlineFrames((key.flags() & 8) != 0));
    mappings.put(number, id);
    return id;
  }
}
