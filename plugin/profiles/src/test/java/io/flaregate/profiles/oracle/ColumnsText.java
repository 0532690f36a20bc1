package io.flaregate.profiles.oracle;

import io.flaregate.profiles.oracle.NaiveProfile.Line;
import io.flaregate.profiles.oracle.NaiveProfile.Location;
import io.flaregate.profiles.oracle.NaiveProfile.Sample;
import io.flaregate.profiles.oracle.NaiveProfile.TypeAndUnit;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Stacks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads columns back into resolved profiles; rows of one value type. */
public final class ColumnsText {
  private final Profiles profiles;
  private final Dictionary dictionary;
  private final Map<Integer, String> strings = new HashMap<>();
  private final Map<Integer, Location> locations = new HashMap<>();
  private final Map<Integer, List<Location>> stacks = new HashMap<>();

  private ColumnsText(Profiles profiles) {
    this.profiles = profiles;
    dictionary = profiles.dictionary();
  }

  /** Every row, resolved. */
  public static List<NaiveProfile> of(Profiles profiles) {
    ColumnsText text = new ColumnsText(profiles);
    List<NaiveProfile> rows = new ArrayList<>();
    for (int row = 0; row < profiles.size(); row++) {
      rows.add(text.row(row));
    }
    return rows;
  }

  private NaiveProfile row(int row) {
    Rows rows = profiles.rows();
    List<Sample> samples = new ArrayList<>();
    for (int sample = rows.sampleStart(row); sample < rows.sampleEnd(row); sample++) {
      samples.add(sample(row, sample));
    }
    int type = rows.typeStart(row);
    String id = hex(rows.profileIdHigh(row), rows.profileIdLow(row));
    return new NaiveProfile(
        true,
        list(rows.resource(row)),
        string(rows.scopeName(row)),
        string(rows.scopeVersion(row)),
        list(rows.scope(row)),
        new TypeAndUnit(string(rows.typeName(type)), string(rows.typeUnit(type))),
        new TypeAndUnit(string(rows.periodName(row)), string(rows.periodUnit(row))),
        rows.period(row),
        rows.timeUnixNanos(row),
        rows.durationNanos(row),
        id,
        rows.droppedSamples(row),
        samples);
  }

  private Sample sample(int row, int sample) {
    Rows rows = profiles.rows();
    Links links = dictionary.links();
    int link = profiles.samples().link(sample);
    int at = rows.valueStart(row) + (sample - rows.sampleStart(row)) * rows.typeCount(row);
    return new Sample(
        stack(profiles.samples().stack(sample)),
        list(profiles.samples().list(sample)),
        link == 0 ? "" : hex(links.traceIdHigh(link), links.traceIdLow(link)),
        link == 0 ? "" : hex(links.spanId(link)),
        profiles.samples().value(at));
  }

  private static String hex(long high, long low) {
    return (high | low) == 0 ? "" : hexDigits(high) + hexDigits(low);
  }

  private static String hex(long id) {
    return id == 0 ? "" : hexDigits(id);
  }

  private static String hexDigits(long number) {
    return String.format("%016x", number);
  }

  private String string(int index) {
    return strings.computeIfAbsent(index, dictionary.strings()::get);
  }

  private Map<String, Object> list(int list) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int at = profiles.lists().start(list); at < profiles.lists().end(list); at++) {
      int attribute = profiles.lists().attribute(at);
      String key = string(dictionary.attributes().key(attribute));
      if (map.put(key, value(attribute)) != null) {
        throw new AssertionError("key " + key + " stands twice in list " + list);
      }
    }
    return map;
  }

  private Object value(int index) {
    Attributes attributes = dictionary.attributes();
    return switch (attributes.kind(index)) {
      case STRING -> string(attributes.string(index));
      case INT -> attributes.number(index);
      case BOOL -> attributes.number(index) != 0;
      case DOUBLE -> Double.longBitsToDouble(attributes.number(index));
      case NONE -> NaiveProfile.NO_VALUE;
    };
  }

  private List<Location> stack(int index) {
    List<Location> stack = stacks.get(index);
    if (stack == null) {
      Stacks table = dictionary.stacks();
      stack = new ArrayList<>();
      for (int at = table.start(index); at < table.end(index); at++) {
        stack.add(location(table.location(at)));
      }
      stacks.put(index, stack);
    }
    return stack;
  }

  private Location location(int index) {
    Location location = locations.get(index);
    if (location == null) {
      Locations table = dictionary.locations();
      List<Line> lines = new ArrayList<>();
      for (int line = table.lineStart(index); line < table.lineEnd(index); line++) {
        lines.add(line(line));
      }
      location = new Location(mapping(table.mapping(index)), table.address(index), lines);
      locations.put(index, location);
    }
    return location;
  }

  private Line line(int line) {
    Locations table = dictionary.locations();
    int function = table.lineFunction(line);
    if (function == 0) {
      return new Line("", "", "", 0, table.lineNumber(line), table.lineColumn(line));
    }
    return new Line(
        string(dictionary.functions().name(function)),
        string(dictionary.functions().systemName(function)),
        string(dictionary.functions().fileName(function)),
        dictionary.functions().startLine(function),
        table.lineNumber(line),
        table.lineColumn(line));
  }

  private String mapping(int index) {
    if (index == 0) {
      return "";
    }
    Mappings table = dictionary.mappings();
    return NaiveDecode.mappingText(
        string(table.fileName(index)),
        string(table.buildId(index)),
        table.memoryStart(index),
        table.memoryLimit(index),
        table.fileOffset(index));
  }
}
