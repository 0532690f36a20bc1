package io.flaregate.profiles.otlp;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Functions;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.Locations;
import io.flaregate.spi.profiles.Mappings;
import io.flaregate.spi.profiles.Stacks;
import io.flaregate.spi.profiles.StringTable;

/**
 * Writes the dictionary of a request: of each table the entries that were asked for, under new
 * indices without gaps. Profiles ask for stacktraces, attributes, links and texts before it is
 * written; then each table asks for entries of those that are written after it, texts last.
 */
final class DictionaryWriter {
  private static final String BUILD_ID = "process.executable.build_id.gnu";
  private static final int ENTRY_BYTES = 30;

  private final Dictionary dictionary;
  private final StringTable strings;
  private final AttributeWriter attributeWriter;
  private final ProtoWriter out;

  private final Renumbered texts;
  private final Renumbered mappings;
  private final Renumbered locations;
  private final Renumbered functions;
  private final Renumbered links;
  private final Renumbered attributes;
  private final Renumbered stacks;

  /** Texts of build ids; each becomes an attribute after all others. */
  private final Renumbered buildIds;

  DictionaryWriter(Dictionary dictionary, ProtoWriter out) {
    this.dictionary = dictionary;
    this.strings = dictionary.strings();
    this.attributeWriter = new AttributeWriter(dictionary, out);
    this.out = out;
    texts = new Renumbered(strings.size());
    mappings = new Renumbered(dictionary.mappings().size());
    locations = new Renumbered(dictionary.locations().size());
    functions = new Renumbered(dictionary.functions().size());
    links = new Renumbered(dictionary.links().size());
    attributes = new Renumbered(dictionary.attributes().size());
    stacks = new Renumbered(dictionary.stacks().size());
    buildIds = new Renumbered(strings.size());
  }

  /** The index to write for a text. */
  int text(int text) {
    return texts.id(text);
  }

  /** The index to write for a link. */
  int link(int link) {
    return links.id(link);
  }

  /** The index to write for an attribute. */
  int attribute(int attribute) {
    return attributes.id(attribute);
  }

  /** The index to write for a stacktrace: 0 for any that is empty. */
  int stack(int stack) {
    Stacks table = dictionary.stacks();
    return table.start(stack) == table.end(stack) ? 0 : stacks.used(stack);
  }

  /** Writes all tables. */
  void write(int field) {
    int mark = out.start(field, 1 << 20);
    writeStacks();
    writeLocations();
    writeMappings();
    writeFunctions();
    writeLinks();
    writeAttributes();
    writeTexts();
    out.end(mark);
  }

  private void entryZero(Table table) {
    out.end(out.start(table.number(), 0));
  }

  private int entry(Table table) {
    return out.start(table.number(), ENTRY_BYTES);
  }

  private void number(int field, long number) {
    if (number != 0) {
      out.varint(field, number);
    }
  }

  private void writeStacks() {
    entryZero(Table.STACK);
    Stacks table = dictionary.stacks();
    for (int id = 1; id <= stacks.count(); id++) {
      int stack = stacks.entry(id);
      int mark = entry(Table.STACK);
      int frames = out.start(1, 2 * (table.end(stack) - table.start(stack)));
      for (int at = table.start(stack); at < table.end(stack); at++) {
        out.packed(locations.id(table.location(at)));
      }
      out.end(frames);
      out.end(mark);
    }
  }

  private void writeLocations() {
    entryZero(Table.LOCATION);
    Locations table = dictionary.locations();
    for (int id = 1; id <= locations.count(); id++) {
      int location = locations.entry(id);
      int mark = entry(Table.LOCATION);
      number(1, mappings.id(table.mapping(location)));
      number(2, table.address(location));
      for (int line = table.lineStart(location); line < table.lineEnd(location); line++) {
        int nested = out.start(3, 8);
        number(1, functions.id(table.lineFunction(line)));
        number(2, table.lineNumber(line));
        number(3, table.lineColumn(line));
        out.end(nested);
      }
      out.end(mark);
    }
  }

  private void writeMappings() {
    entryZero(Table.MAPPING);
    Mappings table = dictionary.mappings();
    for (int id = 1; id <= mappings.count(); id++) {
      int mapping = mappings.entry(id);
      int mark = entry(Table.MAPPING);
      number(1, table.memoryStart(mapping));
      number(2, table.memoryLimit(mapping));
      number(3, table.fileOffset(mapping));
      number(4, texts.id(table.fileName(mapping)));
      if (strings.length(table.buildId(mapping)) != 0) {
        int list = out.start(5, 1);
        // The samples have asked for all attributes of theirs by now.
        out.packed(attributes.count() + buildIds.id(table.buildId(mapping)));
        out.end(list);
      }
      out.end(mark);
    }
  }

  private void writeFunctions() {
    entryZero(Table.FUNCTION);
    Functions table = dictionary.functions();
    for (int id = 1; id <= functions.count(); id++) {
      int function = functions.entry(id);
      int mark = entry(Table.FUNCTION);
      number(1, texts.id(table.name(function)));
      number(2, texts.id(table.systemName(function)));
      number(3, texts.id(table.fileName(function)));
      number(4, table.startLine(function));
      out.end(mark);
    }
  }

  private void writeLinks() {
    entryZero(Table.LINK);
    Links table = dictionary.links();
    for (int id = 1; id <= links.count(); id++) {
      int link = links.entry(id);
      int mark = entry(Table.LINK);
      long high = table.traceIdHigh(link);
      long low = table.traceIdLow(link);
      if ((high | low) != 0) {
        int trace = out.start(1, 2 * Long.BYTES);
        out.packedFixed64(Long.reverseBytes(high));
        out.packedFixed64(Long.reverseBytes(low));
        out.end(trace);
      }
      if (table.spanId(link) != 0) {
        int span = out.start(2, Long.BYTES);
        out.packedFixed64(Long.reverseBytes(table.spanId(link)));
        out.end(span);
      }
      out.end(mark);
    }
  }

  private void writeAttributes() {
    entryZero(Table.ATTRIBUTE);
    for (int id = 1; id <= attributes.count(); id++) {
      int attribute = attributes.entry(id);
      int mark = entry(Table.ATTRIBUTE);
      number(1, texts.id(attributeWriter.key(attribute)));
      attributeWriter.value(2, attribute);
      out.end(mark);
    }
    // The one text that the request's own table may lack: it comes after all others.
    int key = texts.count() + 1;
    for (int id = 1; id <= buildIds.count(); id++) {
      int mark = entry(Table.ATTRIBUTE);
      out.varint(1, key);
      int value = out.start(2, ENTRY_BYTES);
      out.string(1, strings, buildIds.entry(id));
      out.end(value);
      out.end(mark);
    }
  }

  private void writeTexts() {
    entryZero(Table.STRING);
    for (int id = 1; id <= texts.count(); id++) {
      out.string(Table.STRING_FIELD, strings, texts.entry(id));
    }
    if (buildIds.count() != 0) {
      out.string(Table.STRING_FIELD, BUILD_ID);
    }
  }
}
