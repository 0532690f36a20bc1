package io.flaregate.benchmarks.naive;

import com.google.protobuf.ByteString;
import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Label;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import io.opentelemetry.proto.profiles.v1development.Link;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/** Builds the pprof of a series, with only those table entries that its samples lead to. */
final class NaivePprof {
  private static final String BUILD_ID = "process.executable.build_id.gnu";

  private final NaiveDictionary dictionary;
  private final Profile.Builder pprof = Profile.newBuilder();
  private final Map<String, Integer> strings = new HashMap<>();
  private final Map<Integer, Integer> locations = new HashMap<>();
  private final Map<Integer, Integer> functions = new HashMap<>();
  private final Map<Integer, Integer> mappings = new HashMap<>();

  NaivePprof(
      NaiveDictionary dictionary,
      io.opentelemetry.proto.profiles.v1development.Profile profile,
      boolean isCpu) {
    this.dictionary = dictionary;
    string("");
    var type = profile.getSampleType();
    pprof.addSampleType(
        isCpu
            ? type("cpu", "nanoseconds")
            : type(
                dictionary.text(type.getTypeStrindex()), dictionary.text(type.getUnitStrindex())));
    var period = profile.getPeriodType();
    pprof
        .setTimeNanos(profile.getTimeUnixNano())
        .setDurationNanos(profile.getDurationNano())
        .setPeriod(profile.getPeriod())
        .setPeriodType(
            type(
                dictionary.text(period.getTypeStrindex()),
                dictionary.text(period.getUnitStrindex())));
  }

  Profile build(Map<NaiveMerge.SampleKey, Long> samples) {
    samples.forEach(
        (key, value) -> {
          Sample.Builder sample = pprof.addSampleBuilder().addValue(value);
          for (int location :
              dictionary.tables().getStackTable(key.stack()).getLocationIndicesList()) {
            if (location != 0) {
              sample.addLocationId(location(location));
            }
          }
          key.labels().forEach((name, text) -> sample.addLabel(label(name, text)));
          addLink(sample, key);
        });
    return pprof.build();
  }

  private void addLink(Sample.Builder sample, NaiveMerge.SampleKey key) {
    if (key.link() != 0 && !key.labels().containsKey("span_id")) {
      Link link = dictionary.tables().getLinkTable(key.link());
      if (!link.getSpanId().isEmpty()) {
        sample.addLabel(label("span_id", hex(link.getSpanId())));
        if (!link.getTraceId().isEmpty()) {
          sample.addLabel(label("trace_id", hex(link.getTraceId())));
        }
      }
    }
  }

  private static String hex(ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  private Label label(String name, String text) {
    return Label.newBuilder().setKey(string(name)).setStr(string(text)).build();
  }

  private ValueType type(String name, String unit) {
    return ValueType.newBuilder().setType(string(name)).setUnit(string(unit)).build();
  }

  private int string(String text) {
    Integer known = strings.get(text);
    if (known == null) {
      known = strings.size();
      strings.put(text, known);
      pprof.addStringTable(text);
    }
    return known;
  }

  private int text(int index) {
    return string(dictionary.text(index));
  }

  private int location(int index) {
    Integer known = locations.get(index);
    if (known == null) {
      known = locations.size() + 1;
      locations.put(index, known);
      addLocation(index, known);
    }
    return known;
  }

  private void addLocation(int index, int id) {
    var from = dictionary.tables().getLocationTable(index);
    int mapping = from.getMappingIndex() == 0 ? 0 : mapping(from.getMappingIndex());
    Location.Builder location =
        Location.newBuilder().setId(id).setMappingId(mapping).setAddress(from.getAddress());
    for (var line : from.getLinesList()) {
      location.addLine(
          Line.newBuilder()
              .setFunctionId(function(line.getFunctionIndex()))
              .setLine(line.getLine())
              .setColumn(line.getColumn()));
    }
    pprof.addLocation(location);
  }

  private int function(int index) {
    Integer known = functions.get(index);
    if (known == null) {
      known = functions.size() + 1;
      functions.put(index, known);
      var from = dictionary.tables().getFunctionTable(index);
      pprof.addFunction(
          Function.newBuilder()
              .setId(known)
              .setName(text(from.getNameStrindex()))
              .setSystemName(text(from.getSystemNameStrindex()))
              .setFilename(text(from.getFilenameStrindex()))
              .setStartLine(from.getStartLine()));
    }
    return known;
  }

  private int mapping(int index) {
    Integer known = mappings.get(index);
    if (known == null) {
      known = mappings.size() + 1;
      mappings.put(index, known);
      var from = dictionary.tables().getMappingTable(index);
      pprof.addMapping(
          Mapping.newBuilder()
              .setId(known)
              .setMemoryStart(from.getMemoryStart())
              .setMemoryLimit(from.getMemoryLimit())
              .setFileOffset(from.getFileOffset())
              .setFilename(text(from.getFilenameStrindex()))
              .setBuildId(string(buildId(from))));
    }
    return known;
  }

  private String buildId(io.opentelemetry.proto.profiles.v1development.Mapping mapping) {
    for (int index : mapping.getAttributeIndicesList()) {
      var attribute = dictionary.attribute(index);
      if (dictionary.text(attribute.getKeyStrindex()).equals(BUILD_ID)) {
        String text = dictionary.text(attribute.getValue(), false);
        return text == null ? "" : text;
      }
    }
    return "";
  }
}
