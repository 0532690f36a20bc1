package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.AttributeKind;

/**
 * Reads the tables of the dictionary into their columns, piece after piece where it comes in
 * several. Mappings are read last, since their build ids are attributes.
 */
final class DictionaryReader {
  private static final byte[] BUILD_ID_KEY = "process.executable.build_id.gnu".getBytes(UTF_8);

  private final Tables tables;
  private final Texts texts;
  private final AttributeColumns attributes;
  private final References references;
  private final Report report;
  private final LinkReader links;
  private final SymbolReader symbols;
  private final StackReader stacks;
  private final AnyValue value;

  DictionaryReader(
      Tables tables,
      Texts texts,
      AttributeColumns attributes,
      References references,
      Report report,
      Scratch scratch,
      Budget budget) {
    this.tables = tables;
    this.texts = texts;
    this.attributes = attributes;
    this.references = references;
    this.report = report;
    links = new LinkReader(tables.links, report, scratch, budget);
    symbols = new SymbolReader(tables);
    stacks = new StackReader(tables.stacks);
    value = new AnyValue(texts);
  }

  /** Reads all pieces of the dictionary of a request. */
  void readAll(ProtoReader in, byte[] body)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> in.skip(tag);
        case (2 << 3) | LENGTH -> piece(in);
        default -> in.skipUnknown(tag, 2);
      }
    }
    int firstInline = texts.endTable();
    tables.stacks.highestLocation = stacks.highestLocation();
    references.check(tables, attributes, texts.wireCount());
    attributes.placeInlineTexts(firstInline);
    if (attributes.size == 0) {
      attributes.add(0, 0, AttributeKind.NONE, 0);
    }
    MappingColumns mappings = tables.mappings;
    for (int mapping = 0; mapping < mappings.size; mapping++) {
      in.reset(body, mappings.spans[2 * mapping], mappings.spans[2 * mapping + 1]);
      mapping(in, mapping);
    }
    references.propagate(tables);
    noteEntriesZero();
  }

  private void piece(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (Table.MAPPING_FIELD << 3) | LENGTH -> mappingSpan(in);
        case (Table.LOCATION_FIELD << 3) | LENGTH -> symbols.locations(in);
        case (Table.FUNCTION_FIELD << 3) | LENGTH -> symbols.functions(in);
        case (Table.LINK_FIELD << 3) | LENGTH -> links.read(in);
        case (Table.STRING_FIELD << 3) | LENGTH -> texts.addWire(in);
        case (Table.ATTRIBUTE_FIELD << 3) | LENGTH -> attribute(in);
        case (Table.STACK_FIELD << 3) | LENGTH -> stacks.readRun(in);
        default -> in.skipUnknown(tag, 7);
      }
    }
    in.pop(outer);
  }

  private void mappingSpan(ProtoReader in) throws MalformedProtoException, ColumnsFullException {
    int length = in.readLength();
    int from = in.position();
    in.skipBytes(length);
    tables.mappings.add(from, in.position());
  }

  private void mapping(ProtoReader in, int mapping) throws MalformedProtoException {
    MappingColumns mappings = tables.mappings;
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> mappings.starts[mapping] = in.readInt64();
        case (2 << 3) | VARINT -> mappings.limits[mapping] = in.readInt64();
        case (3 << 3) | VARINT -> mappings.offsets[mapping] = in.readInt64();
        case (4 << 3) | VARINT -> mappings.files[mapping] = in.readInt32();
        case (5 << 3) | VARINT -> mappingAttribute(mapping, in.readInt32());
        case (5 << 3) | LENGTH -> {
          int outer = in.push();
          while (in.hasMore()) {
            mappingAttribute(mapping, in.readInt32());
          }
          in.pop(outer);
        }
        default -> in.skipUnknown(tag, 5);
      }
    }
    mappings.files[mapping] =
        references.checked(Table.MAPPING, mapping, Table.STRING, mappings.files[mapping]);
  }

  private void mappingAttribute(int mapping, int index) {
    int attribute = references.checked(Table.MAPPING, mapping, Table.ATTRIBUTE, index);
    if (attribute == 0) {
      return;
    }
    if (references.isBad(Table.ATTRIBUTE, attribute)) {
      references.mark(Table.MAPPING, mapping, Table.ATTRIBUTE, attribute);
    } else if (tables.mappings.buildIds[mapping] == 0
        && attributes.isString(attribute)
        && texts.contentEquals(attributes.key(attribute), BUILD_ID_KEY)) {
      tables.mappings.buildIds[mapping] = (int) attributes.value(attribute);
    }
  }

  private void attribute(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int key = 0;
    int unit = 0;
    value.clear();
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> key = in.readInt32();
        case (2 << 3) | LENGTH -> value.read(in);
        case (3 << 3) | VARINT -> unit = in.readInt32();
        default -> in.skipUnknown(tag, 3);
      }
    }
    in.pop(outer);
    int attribute = attributes.add(key, unit, value.kind(), valueOfTable());
    if (value.hasBoth() && !report.again(Reason.KEY_AND_REFERENCE)) {
      report.note(
          Reason.KEY_AND_REFERENCE,
          "attribute_table: attribute "
              + attribute
              + " has string_value and string_value_strindex");
    }
  }

  /** The value as it stands in its column until the table of texts is complete. */
  private long valueOfTable() {
    if (value.reference() != 0) {
      return value.reference();
    }
    long number = value.number();
    return value.kind() == AttributeKind.STRING && number < 0
        ? AttributeColumns.INLINE + ~number
        : number;
  }

  /** Entry 0 means none, whatever a sender put there; for stacks it means what stands there. */
  private void noteEntriesZero() {
    if (tables.stacks.size > 0 && tables.stacks.ends[0] > 0) {
      report.note(
          Reason.NONZERO_ENTRY_ZERO, "stack_table: entry 0 is not empty; it is used as written");
    }
    noteEntryZero(Table.MAPPING, hasMappingZero());
    noteEntryZero(Table.FUNCTION, hasFunctionZero());
    noteEntryZero(Table.LOCATION, hasLocationZero());
    noteEntryZero(Table.LINK, tables.links.spans[0] != 0);
    noteEntryZero(Table.ATTRIBUTE, attributes.key(0) != 0);
    clearEntriesZero();
  }

  private void noteEntryZero(Table table, boolean used) {
    if (used) {
      report.note(
          Reason.NONZERO_ENTRY_ZERO,
          table.field() + ": entry 0 is not empty; references to it mean none");
    }
  }

  private boolean hasMappingZero() {
    MappingColumns mappings = tables.mappings;
    return mappings.files[0] != 0 || mappings.starts[0] != 0 || mappings.limits[0] != 0;
  }

  private boolean hasFunctionZero() {
    FunctionColumns functions = tables.functions;
    return functions.names[0] != 0 || functions.systemNames[0] != 0 || functions.files[0] != 0;
  }

  private boolean hasLocationZero() {
    return tables.locations.addresses[0] != 0 || tables.locations.lineEnds[0] > 0;
  }

  /**
   * Whoever reads the columns may take lines without a function for lines of function 0, and links
   * equal to link 0 for none.
   */
  private void clearEntriesZero() {
    tables.functions.clearEntryZero();
    tables.links.clear(0);
  }
}
