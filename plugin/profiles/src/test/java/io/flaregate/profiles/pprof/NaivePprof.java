package io.flaregate.profiles.pprof;

import io.flaregate.profiles.pprofpb.Function;
import io.flaregate.profiles.pprofpb.Label;
import io.flaregate.profiles.pprofpb.Line;
import io.flaregate.profiles.pprofpb.Location;
import io.flaregate.profiles.pprofpb.Mapping;
import io.flaregate.profiles.pprofpb.Profile;
import io.flaregate.profiles.pprofpb.Sample;
import io.flaregate.profiles.pprofpb.ValueType;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a decoder must make of a pprof, done the plain way on protobuf-java's objects, and the same
 * view of what it made.
 *
 * @param head value types, period and times
 * @param samples the kept samples in order
 * @param droppedSamples samples that were left out
 * @param droppedLabels labels whose key an earlier label of the sample has
 */
record NaivePprof(
    List<Object> head, List<NaiveSample> samples, int droppedSamples, int droppedLabels) {

  record NaiveSample(List<List<Object>> stack, List<Long> values, Map<String, Object> labels) {}

  /** What the strict decoder must make of it; null if it must refuse it. */
  static @Nullable NaivePprof expected(Profile pprof, boolean dropsEmptyLocations) {
    return new Reader(pprof, dropsEmptyLocations).read();
  }

  /** What a decoder made. */
  static NaivePprof of(DecodedPprof decoded) {
    Profiles profiles = decoded.profiles();
    List<NaiveSample> samples = new ArrayList<>();
    for (int i = 0; i < profiles.samples().size(); i++) {
      samples.add(sample(profiles, i));
    }
    return new NaivePprof(
        head(profiles), samples, decoded.droppedSamples(), decoded.droppedLabels());
  }

  private static List<Object> head(Profiles profiles) {
    var rows = profiles.rows();
    var strings = profiles.dictionary().strings();
    List<Object> head = new ArrayList<>();
    for (int type = 0; type < rows.typeCount(0); type++) {
      head.add(strings.get(rows.typeName(type)) + ":" + strings.get(rows.typeUnit(type)));
    }
    head.add(strings.get(rows.periodName(0)) + ":" + strings.get(rows.periodUnit(0)));
    head.addAll(List.of(rows.period(0), rows.timeUnixNanos(0), rows.durationNanos(0)));
    return head;
  }

  private static NaiveSample sample(Profiles profiles, int sample) {
    Dictionary dictionary = profiles.dictionary();
    var stacks = dictionary.stacks();
    int stack = profiles.samples().stack(sample);
    List<List<Object>> frames = new ArrayList<>();
    for (int at = stacks.start(stack); at < stacks.end(stack); at++) {
      frames.add(frame(dictionary, stacks.location(at)));
    }
    int types = profiles.rows().typeCount(0);
    List<Long> values = new ArrayList<>();
    for (int type = 0; type < types; type++) {
      values.add(profiles.samples().value(sample * types + type));
    }
    return new NaiveSample(frames, values, labels(profiles, profiles.samples().list(sample)));
  }

  private static Map<String, Object> labels(Profiles profiles, int list) {
    var attributes = profiles.dictionary().attributes();
    var strings = profiles.dictionary().strings();
    Map<String, Object> labels = new TreeMap<>();
    String last = null;
    for (int at = profiles.lists().start(list); at < profiles.lists().end(list); at++) {
      int attribute = profiles.lists().attribute(at);
      String key = strings.get(attributes.key(attribute));
      if (last != null && last.compareTo(key) >= 0) {
        throw new AssertionError(last + " stands before " + key);
      }
      last = key;
      boolean isText = attributes.kind(attribute) == AttributeKind.STRING;
      Object value =
          isText ? strings.get(attributes.string(attribute)) : attributes.number(attribute);
      labels.put(key, value);
    }
    return labels;
  }

  private static List<Object> frame(Dictionary dictionary, int location) {
    var locations = dictionary.locations();
    var mappings = dictionary.mappings();
    var functions = dictionary.functions();
    var strings = dictionary.strings();
    List<Object> frame = new ArrayList<>();
    int mapping = locations.mapping(location);
    if (mapping != 0) {
      frame.add(mappings.memoryStart(mapping));
      frame.add(mappings.memoryLimit(mapping));
      frame.add(mappings.fileOffset(mapping));
      frame.add(strings.get(mappings.fileName(mapping)));
      frame.add(strings.get(mappings.buildId(mapping)));
    }
    frame.add(locations.address(location));
    frame.add(locations.isFolded(location));
    for (int at = locations.lineStart(location); at < locations.lineEnd(location); at++) {
      int function = locations.lineFunction(at);
      frame.add(strings.get(functions.name(function)));
      frame.add(strings.get(functions.systemName(function)));
      frame.add(strings.get(functions.fileName(function)));
      frame.add(functions.startLine(function));
      frame.add(locations.lineNumber(at));
      frame.add(locations.lineColumn(at));
    }
    return frame;
  }

  private static final class Reader {
    private final Profile pprof;
    private final boolean dropsEmptyLocations;
    private final Map<Long, Mapping> mappings = new HashMap<>();
    private final Map<Long, Location> locations = new HashMap<>();
    private final Map<Long, Function> functions = new HashMap<>();
    private boolean refused;
    private int droppedSamples;
    private int droppedLabels;

    Reader(Profile pprof, boolean dropsEmptyLocations) {
      this.pprof = pprof;
      this.dropsEmptyLocations = dropsEmptyLocations;
    }

    @Nullable NaivePprof read() {
      pprof.getMappingList().forEach(each -> addMapping(each));
      pprof.getFunctionList().forEach(each -> addFunction(each));
      pprof.getLocationList().forEach(each -> addLocation(each));
      List<Object> head = new ArrayList<>();
      pprof.getSampleTypeList().forEach(each -> head.add(type(each)));
      head.add(type(pprof.getPeriodType()));
      head.addAll(List.of(pprof.getPeriod(), pprof.getTimeNanos(), pprof.getDurationNanos()));
      pprof.getCommentList().forEach(this::text);
      List<NaiveSample> samples = new ArrayList<>();
      for (Sample sample : pprof.getSampleList()) {
        NaiveSample read = sample(sample);
        if (read != null) {
          samples.add(read);
        }
      }
      return refused ? null : new NaivePprof(head, samples, droppedSamples, droppedLabels);
    }

    private void addMapping(Mapping mapping) {
      text(mapping.getFilename());
      text(mapping.getBuildId());
      refused |= mapping.getId() == 0 || mappings.put(mapping.getId(), mapping) != null;
    }

    private void addFunction(Function function) {
      text(function.getName());
      text(function.getSystemName());
      text(function.getFilename());
      refused |= function.getId() == 0 || functions.put(function.getId(), function) != null;
    }

    private void addLocation(Location location) {
      refused |= location.getId() == 0 || locations.put(location.getId(), location) != null;
    }

    private String text(long index) {
      if (index < 0 || index >= pprof.getStringTableCount()) {
        refused = true;
        return "";
      }
      return pprof.getStringTable((int) index);
    }

    private String type(ValueType type) {
      return text(type.getType()) + ":" + text(type.getUnit());
    }

    private @Nullable NaiveSample sample(Sample sample) {
      refused |= sample.getValueCount() != pprof.getSampleTypeCount();
      Map<String, Object> labels = new TreeMap<>();
      int repeated = 0;
      for (Label label : sample.getLabelList()) {
        text(label.getNumUnit());
        Object value = label.getStr() == 0 ? (Object) label.getNum() : text(label.getStr());
        repeated += labels.putIfAbsent(text(label.getKey()), value) == null ? 0 : 1;
      }
      List<List<Object>> stack = new ArrayList<>();
      for (long id : sample.getLocationIdList()) {
        List<Object> frame = frame(locations.get(id));
        if (frame == null) {
          droppedSamples++;
          return null;
        }
        stack.add(frame);
      }
      droppedLabels += repeated;
      return new NaiveSample(stack, sample.getValueList(), labels);
    }

    private @Nullable List<Object> frame(@Nullable Location location) {
      if (location == null) {
        return null;
      }
      List<Object> frame = new ArrayList<>();
      Mapping mapping = mappings.get(location.getMappingId());
      if (mapping != null) {
        frame.add(mapping.getMemoryStart());
        frame.add(mapping.getMemoryLimit());
        frame.add(mapping.getFileOffset());
        frame.add(text(mapping.getFilename()));
        frame.add(text(mapping.getBuildId()));
      } else if (location.getMappingId() != 0) {
        return null;
      }
      frame.add(location.getAddress());
      frame.add(location.getIsFolded());
      for (Line line : location.getLineList()) {
        Function function = functions.get(line.getFunctionId());
        if (function == null) {
          return null;
        }
        frame.add(text(function.getName()));
        frame.add(text(function.getSystemName()));
        frame.add(text(function.getFilename()));
        frame.add(function.getStartLine());
        frame.add(line.getLine());
        frame.add(line.getColumn());
      }
      boolean empty = location.getLineCount() == 0 && location.getAddress() == 0;
      return empty && dropsEmptyLocations ? null : frame;
    }
  }
}
