package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.PackedIndices;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;

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
  private final Scratch scratch;
  private final LinkReader links;
  private final SymbolReader symbols;
  private final AnyValue value;

  private int mappings;
  private int attributeCount;
  private int stacks;
  private int stackLocations;

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
    this.scratch = scratch;
    int linkCount = references.size(Table.LINK);
    int mappingCount = references.size(Table.MAPPING);
    links = new LinkReader(tables, linkCount, report, scratch, budget);
    symbols = new SymbolReader(tables, references);
    value = new AnyValue(texts);
    scratch.mappingSpans = Scratch.sized(scratch.mappingSpans, 2 * mappingCount);
  }

  /** Reads all pieces of the dictionary of a request. */
  void readAll(ProtoReader in, byte[] body) throws MalformedProtoException, UndecodableException {
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> in.skip(tag);
        case (2 << 3) | LENGTH -> piece(in);
        default -> in.skipUnknown(tag, 2);
      }
    }
    for (int mapping = 0; mapping < mappings; mapping++) {
      in.reset(body, scratch.mappingSpans[2 * mapping], scratch.mappingSpans[2 * mapping + 1]);
      mapping(in, mapping);
    }
    references.propagate(tables);
    noteEntriesZero();
  }

  private void piece(ProtoReader in) throws MalformedProtoException, UndecodableException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (Table.MAPPING_FIELD << 3) | LENGTH -> mappingSpan(in);
        case (Table.LOCATION_FIELD << 3) | LENGTH -> symbols.location(in);
        case (Table.FUNCTION_FIELD << 3) | LENGTH -> symbols.function(in);
        case (Table.LINK_FIELD << 3) | LENGTH -> links.read(in);
        case (Table.STRING_FIELD << 3) | LENGTH -> texts.addWire(in);
        case (Table.ATTRIBUTE_FIELD << 3) | LENGTH -> attribute(in);
        case (Table.STACK_FIELD << 3) | LENGTH -> stack(in);
        default -> in.skipUnknown(tag, 7);
      }
    }
    in.pop(outer);
  }

  private void mappingSpan(ProtoReader in) throws MalformedProtoException {
    int length = in.readLength();
    scratch.mappingSpans[2 * mappings] = in.position();
    in.skipBytes(length);
    scratch.mappingSpans[2 * mappings + 1] = in.position();
    mappings++;
  }

  private void mapping(ProtoReader in, int mapping) throws MalformedProtoException {
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> tables.mappingStarts[mapping] = in.readInt64();
        case (2 << 3) | VARINT -> tables.mappingLimits[mapping] = in.readInt64();
        case (3 << 3) | VARINT -> tables.mappingOffsets[mapping] = in.readInt64();
        case (4 << 3) | VARINT -> tables.mappingFiles[mapping] = in.readInt32();
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
    tables.mappingFiles[mapping] =
        references.checked(Table.MAPPING, mapping, Table.STRING, tables.mappingFiles[mapping]);
  }

  private void mappingAttribute(int mapping, int index) {
    int attribute = references.checked(Table.MAPPING, mapping, Table.ATTRIBUTE, index);
    if (attribute == 0) {
      return;
    }
    if (references.isBad(Table.ATTRIBUTE, attribute)) {
      references.mark(Table.MAPPING, mapping, Table.ATTRIBUTE, attribute);
    } else if (tables.mappingBuildIds[mapping] == 0
        && attributes.isString(attribute)
        && texts.contentEquals(attributes.key(attribute), BUILD_ID_KEY)) {
      tables.mappingBuildIds[mapping] = (int) attributes.value(attribute);
    }
  }

  private void attribute(ProtoReader in) throws MalformedProtoException, UndecodableException {
    int attribute = attributeCount++;
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
    if (value.hasBoth() && !report.again(Reason.KEY_AND_REFERENCE)) {
      report.note(
          Reason.KEY_AND_REFERENCE,
          "attribute_table: attribute "
              + attribute
              + " has string_value and string_value_strindex");
    }
    long number = value.number();
    if (value.reference() != 0) {
      number = text(attribute, value.reference());
    }
    text(attribute, unit);
    attributes.set(attribute, text(attribute, key), value.kind(), number);
  }

  private int text(int attribute, int index) {
    return references.checked(Table.ATTRIBUTE, attribute, Table.STRING, index);
  }

  private void stack(ProtoReader in) throws MalformedProtoException {
    int stack = stacks++;
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> packedLocations(in, stack);
        case (1 << 3) | VARINT -> stackLocation(stack, in.readInt32());
        default -> in.skipUnknown(tag, 1);
      }
    }
    in.pop(outer);
    tables.stackEnds[stack] = stackLocations;
  }

  /** In one go where all are in range, as in any sound request. */
  private void packedLocations(ProtoReader in, int stack) throws MalformedProtoException {
    int from = stackLocations;
    int to = PackedIndices.read(in, tables.stackLocations, from, references.size(Table.LOCATION));
    if (to >= 0) {
      stackLocations = to;
      return;
    }
    for (int at = from; at < ~to; at++) {
      stackLocation(stack, tables.stackLocations[at]);
    }
  }

  private void stackLocation(int stack, int index) {
    int location = references.checked(Table.STACK, stack, Table.LOCATION, index);
    if (location != 0) {
      tables.stackLocations[stackLocations++] = location;
    }
  }

  /** Entry 0 means none, whatever a sender put there; for stacks it means what stands there. */
  private void noteEntriesZero() {
    if (stacks > 0 && tables.stackEnds[0] > 0) {
      report.note(
          Reason.NONZERO_ENTRY_ZERO, "stack_table: entry 0 is not empty; it is used as written");
    }
    noteEntryZero(Table.MAPPING, hasMappingZero());
    noteEntryZero(Table.FUNCTION, hasFunctionZero());
    noteEntryZero(Table.LOCATION, hasLocationZero());
    noteEntryZero(Table.LINK, tables.linkSpans[0] != 0);
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
    return tables.mappingFiles[0] != 0
        || tables.mappingStarts[0] != 0
        || tables.mappingLimits[0] != 0;
  }

  private boolean hasFunctionZero() {
    return tables.functionNames[0] != 0
        || tables.functionSystemNames[0] != 0
        || tables.functionFiles[0] != 0;
  }

  /**
   * Whoever reads the columns may take lines without a function for lines of function 0, and links
   * equal to link 0 for none.
   */
  private void clearEntriesZero() {
    tables.functionNames[0] = 0;
    tables.functionSystemNames[0] = 0;
    tables.functionFiles[0] = 0;
    tables.functionStartLines[0] = 0;
    tables.linkTraceHigh[0] = 0;
    tables.linkTraceLow[0] = 0;
    tables.linkSpans[0] = 0;
  }

  private boolean hasLocationZero() {
    return tables.locationAddresses[0] != 0 || tables.locationLineEnds[0] > 0;
  }
}
