package io.flaregate.profiles.pprof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
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
import io.flaregate.spi.profiles.Stacks;
import io.flaregate.spi.profiles.StringTable;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects folded lines as columns: every name is a text, a function and a location. */
final class FoldedReader {
  private final int maxFrames;
  private final Map<String, Integer> texts = new HashMap<>();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final IntColumn offsets = new IntColumn();
  private final IntColumn lengths = new IntColumn();
  private final IntColumn stackEnds = new IntColumn();
  private final IntColumn frames = new IntColumn();
  private final LongColumn values = new LongColumn();
  private final int type;
  private final int unit;

  FoldedReader(String type, String unit, int maxFrames) {
    this.maxFrames = maxFrames;
    stackEnds.add(0);
    offsets.add(0);
    lengths.add(0);
    this.type = type.isEmpty() ? 0 : text(type);
    this.unit = unit.isEmpty() ? 0 : text(unit);
  }

  /** Takes a line: a stack, a space, a value. */
  void line(String line, int number) {
    int space = line.lastIndexOf(' ');
    if (space < 0) {
      throw new IllegalArgumentException("line " + number + ": no space before a value");
    }
    try {
      values.add(Long.parseLong(line.substring(space + 1)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "line " + number + ": what follows the last space is not a whole number", e);
    }
    List<String> names = Folded.names(line.substring(0, space), number);
    if (names.size() > maxFrames - frames.size()) {
      throw new IllegalArgumentException(
          "line " + number + ": more than " + maxFrames + " frames in all");
    }
    for (int i = names.size() - 1; i >= 0; i--) {
      frames.add(text(names.get(i)));
    }
    stackEnds.add(frames.size());
  }

  /** The number of a text; also of its function and its location. */
  private int text(String name) {
    Integer known = texts.get(name);
    if (known != null) {
      return known;
    }
    byte[] utf8 = name.getBytes(UTF_8);
    offsets.add(bytes.size());
    lengths.add(utf8.length);
    bytes.writeBytes(utf8);
    int index = offsets.size() - 1;
    texts.put(name, index);
    return index;
  }

  Profiles profiles(int encodedBytes) {
    int entries = offsets.size();
    int[] each = new int[entries];
    for (int i = 0; i < entries; i++) {
      each[i] = i;
    }
    Dictionary dictionary =
        Dictionary.builder(
                StringTable.of(bytes.toByteArray(), offsets.toArray(), lengths.toArray(), entries))
            .mappings(
                new Mappings(
                    new long[1], new long[1], new long[1], new int[1], new int[1], new byte[1]))
            .functions(new Functions(each, new int[entries], new int[entries], new long[entries]))
            .locations(locations(each))
            .stacks(new Stacks(stackEnds.toArray(), frames.toArray()))
            .attributes(new Attributes(new int[1], new byte[1], new long[1]))
            .links(new Links(new long[1], new long[1], new long[1]))
            .build();
    int count = values.size();
    int[] stacks = new int[count];
    for (int i = 0; i < count; i++) {
      stacks[i] = i + 1;
    }
    Samples samples = new Samples(stacks, new int[count], new int[count], values.toArray());
    return new Profiles(
        dictionary, row(count), samples, AttributeLists.empty(), null, encodedBytes);
  }

  /** Location n has one line, of function n; location 0 has none. */
  private static Locations locations(int[] each) {
    int entries = each.length;
    int[] functions = new int[entries - 1];
    for (int i = 0; i < functions.length; i++) {
      functions[i] = i + 1;
    }
    return new Locations(
        new int[entries],
        new long[entries],
        new byte[entries],
        each,
        functions,
        new long[entries - 1],
        new long[entries - 1]);
  }

  private Rows row(int samples) {
    return Rows.builder(1)
        .origins(new int[1])
        .attributes(new int[1], new int[1])
        .scopes(new int[1], new int[1])
        .types(new int[] {1}, new int[] {type, unit})
        .periods(new int[2], new long[1])
        .times(new long[1], new long[1])
        .profileIds(new long[2])
        .sampleEnds(new int[] {samples})
        .droppedSamples(new int[1])
        .build();
  }
}
