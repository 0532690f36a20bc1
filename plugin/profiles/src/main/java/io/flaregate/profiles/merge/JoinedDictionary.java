package io.flaregate.profiles.merge;

import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Stacks;
import io.flaregate.spi.profiles.StringTable;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * The dictionaries of several profiles one after another. Entries 0, which mean "none", are one;
 * the stacktraces have no such entry.
 */
final class JoinedDictionary {
  private final List<Profiles> parts;
  // For each table where the entries of each part start, less one for entry 0; the last is the end.
  private final int[] strings;
  private final int[] mappings;
  private final int[] functions;
  private final int[] locations;
  private final int[] stacks;
  private final int[] attributes;
  private final int[] links;
  private final int[] lists;

  JoinedDictionary(List<Profiles> parts) {
    this.parts = parts;
    strings = bases(part -> part.dictionary().strings().size() - 1);
    mappings = bases(part -> part.dictionary().mappings().size() - 1);
    functions = bases(part -> part.dictionary().functions().size() - 1);
    locations = bases(part -> part.dictionary().locations().size() - 1);
    stacks = bases(part -> part.dictionary().stacks().size());
    attributes = bases(part -> part.dictionary().attributes().size() - 1);
    links = bases(part -> part.dictionary().links().size() - 1);
    lists = bases(part -> part.lists().size() - 1);
  }

  private int[] bases(ToIntFunction<Profiles> sizes) {
    int[] bases = new int[parts.size() + 1];
    for (int p = 0; p < parts.size(); p++) {
      bases[p + 1] = Math.addExact(bases[p], sizes.applyAsInt(parts.get(p)));
    }
    return bases;
  }

  private static int moved(int[] bases, int part, int index) {
    return index == 0 ? 0 : bases[part] + index;
  }

  /** A text of a part. */
  int string(int part, int index) {
    return moved(strings, part, index);
  }

  /** A stacktrace of a part. */
  int stack(int part, int index) {
    return stacks[part] + index;
  }

  /** A link of a part. */
  int link(int part, int index) {
    return moved(links, part, index);
  }

  /** A list of attributes of a part. */
  int list(int part, int index) {
    return moved(lists, part, index);
  }

  private int size(int[] bases) {
    return bases[parts.size()] + 1;
  }

  private Dictionary of(int part) {
    return parts.get(part).dictionary();
  }

  Dictionary build() {
    return Dictionary.builder(strings())
        .mappings(mappings())
        .functions(functions())
        .locations(locations())
        .stacks(stacks())
        .attributes(attributes())
        .links(links())
        .build();
  }

  private StringTable strings() {
    int[] offsets = new int[size(strings)];
    int[] lengths = new int[offsets.length];
    int bytes = 0;
    for (int p = 0; p < parts.size(); p++) {
      StringTable from = of(p).strings();
      for (int i = 1; i < from.size(); i++) {
        offsets[strings[p] + i] = bytes;
        lengths[strings[p] + i] = from.length(i);
        bytes = Math.addExact(bytes, from.length(i));
      }
    }
    byte[] all = new byte[bytes];
    for (int p = 0; p < parts.size(); p++) {
      StringTable from = of(p).strings();
      for (int i = 1; i < from.size(); i++) {
        from.copyTo(i, all, offsets[strings[p] + i]);
      }
    }
    return StringTable.of(all, offsets, lengths, offsets.length);
  }

  private Mappings mappings() {
    int size = size(mappings);
    long[] starts = new long[size];
    long[] limits = new long[size];
    long[] offsets = new long[size];
    int[] fileNames = new int[size];
    int[] buildIds = new int[size];
    byte[] flags = new byte[size];
    for (int p = 0; p < parts.size(); p++) {
      Mappings from = of(p).mappings();
      for (int i = 1; i < from.size(); i++) {
        int at = mappings[p] + i;
        starts[at] = from.memoryStart(i);
        limits[at] = from.memoryLimit(i);
        offsets[at] = from.fileOffset(i);
        fileNames[at] = string(p, from.fileName(i));
        buildIds[at] = string(p, from.buildId(i));
        flags[at] = (byte) from.flags(i);
      }
    }
    return new Mappings(starts, limits, offsets, fileNames, buildIds, flags);
  }

  private Functions functions() {
    int size = size(functions);
    int[] names = new int[size];
    int[] systemNames = new int[size];
    int[] fileNames = new int[size];
    long[] startLines = new long[size];
    for (int p = 0; p < parts.size(); p++) {
      Functions from = of(p).functions();
      for (int i = 1; i < from.size(); i++) {
        int at = functions[p] + i;
        names[at] = string(p, from.name(i));
        systemNames[at] = string(p, from.systemName(i));
        fileNames[at] = string(p, from.fileName(i));
        startLines[at] = from.startLine(i);
      }
    }
    return new Functions(names, systemNames, fileNames, startLines);
  }

  private Locations locations() {
    int size = size(locations);
    int[] lineBases = bases(part -> part.dictionary().locations().lineCount());
    int lines = lineBases[parts.size()];
    int[] mappingsOf = new int[size];
    long[] addresses = new long[size];
    byte[] folded = new byte[size];
    int[] lineEnds = new int[size];
    int[] lineFunctions = new int[lines];
    long[] lineNumbers = new long[lines];
    long[] lineColumns = new long[lines];
    for (int p = 0; p < parts.size(); p++) {
      Locations from = of(p).locations();
      for (int i = 1; i < from.size(); i++) {
        int at = locations[p] + i;
        mappingsOf[at] = moved(mappings, p, from.mapping(i));
        addresses[at] = from.address(i);
        folded[at] = (byte) (from.isFolded(i) ? 1 : 0);
        lineEnds[at] = lineBases[p] + from.lineEnd(i);
      }
      for (int i = 0; i < from.lineCount(); i++) {
        int at = lineBases[p] + i;
        lineFunctions[at] = moved(functions, p, from.lineFunction(i));
        lineNumbers[at] = from.lineNumber(i);
        lineColumns[at] = from.lineColumn(i);
      }
    }
    return new Locations(
        mappingsOf, addresses, folded, lineEnds, lineFunctions, lineNumbers, lineColumns);
  }

  private Stacks stacks() {
    int[] bases = bases(part -> part.dictionary().stacks().locationCount());
    int[] ends = new int[stacks[parts.size()]];
    int[] locationsOf = new int[bases[parts.size()]];
    for (int p = 0; p < parts.size(); p++) {
      Stacks from = of(p).stacks();
      for (int i = 0; i < from.size(); i++) {
        ends[stacks[p] + i] = bases[p] + from.end(i);
      }
      for (int i = 0; i < from.locationCount(); i++) {
        locationsOf[bases[p] + i] = moved(locations, p, from.location(i));
      }
    }
    return new Stacks(ends, locationsOf);
  }

  private Attributes attributes() {
    int size = size(attributes);
    int[] keys = new int[size];
    byte[] kinds = new byte[size];
    long[] values = new long[size];
    for (int p = 0; p < parts.size(); p++) {
      Attributes from = of(p).attributes();
      for (int i = 1; i < from.size(); i++) {
        int at = attributes[p] + i;
        AttributeKind kind = from.kind(i);
        keys[at] = string(p, from.key(i));
        kinds[at] = code(kind);
        values[at] = kind == AttributeKind.STRING ? string(p, from.string(i)) : from.number(i);
      }
    }
    return new Attributes(keys, kinds, values);
  }

  @SuppressWarnings("EnumOrdinal") // the column holds ordinals, by the contract of Attributes
  private static byte code(AttributeKind kind) {
    return (byte) kind.ordinal();
  }

  private Links links() {
    int size = size(links);
    long[] high = new long[size];
    long[] low = new long[size];
    long[] spans = new long[size];
    for (int p = 0; p < parts.size(); p++) {
      Links from = of(p).links();
      for (int i = 1; i < from.size(); i++) {
        high[links[p] + i] = from.traceIdHigh(i);
        low[links[p] + i] = from.traceIdLow(i);
        spans[links[p] + i] = from.spanId(i);
      }
    }
    return new Links(high, low, spans);
  }

  /** The lists of attributes of all parts. */
  AttributeLists lists() {
    int[] bases = bases(JoinedDictionary::listed);
    int[] ends = new int[size(lists)];
    int[] elements = new int[bases[parts.size()]];
    for (int p = 0; p < parts.size(); p++) {
      AttributeLists from = parts.get(p).lists();
      for (int i = 1; i < from.size(); i++) {
        ends[lists[p] + i] = bases[p] + from.end(i);
      }
      for (int i = 0; i < listed(parts.get(p)); i++) {
        elements[bases[p] + i] = moved(attributes, p, from.attribute(i));
      }
    }
    return new AttributeLists(ends, elements);
  }

  private static int listed(Profiles part) {
    AttributeLists from = part.lists();
    return from.size() == 0 ? 0 : from.end(from.size() - 1);
  }
}
