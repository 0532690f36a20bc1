package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Locations;

/** Reads the locations of a pprof into columns and resolves what they refer to. */
final class LocationReader {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  private final PprofScratch scratch;
  private final IdTable mappingIds;
  private final IdTable functionIds;
  private final ReadMode mode;
  private final int[] mappings;
  private final long[] addresses;

  /** Empty until a location is folded, as hardly any is. */
  private byte[] folded = {};

  private final int[] lineEnds;

  // How many lines there are is known only at the end: to count them would cost more than a copy.
  private final IntColumn lineFunctions;
  private final LongColumn lineNumbers;
  private final LongColumn lineColumns;

  /** The bits of all columns; 0 if no line tells one, and then none is kept. */
  private long anyColumn;

  /** Of the location and the line under way. */
  private final EntryFields fields;

  private final boolean[] usable;
  private boolean broken;
  private boolean allUsable = true;

  /** A reader of one pprof, the mappings and functions of which have been read. */
  LocationReader(PprofScratch scratch, ReadMode mode) {
    this.mode = mode;
    this.scratch = scratch;
    fields = scratch.fields;
    mappingIds = scratch.mappingIds;
    functionIds = scratch.functionIds;
    int size = scratch.outline.locations.count() + 1;
    mappings = new int[size];
    addresses = new long[size];
    lineEnds = new int[size];
    lineFunctions = scratch.lineFunctions;
    lineNumbers = scratch.lineNumbers;
    lineColumns = scratch.lineColumns;
    usable = scratch.usable(size);
  }

  /** Reads all locations, and notes in the scratch which of them samples may refer to. */
  Locations read(byte[] bytes, Section section)
      throws MalformedProtoException, MalformedPprofException {
    IdTable ids = scratch.locationIds;
    ProtoScanner scan = scratch.scan;
    ids.reset(section.count());
    section.rewind();
    for (int i = 1; section.next(bytes, scan); i++) {
      readLocation(bytes, section.start(), section.end(), i);
    }
    ids.complete();
    scratch.allUsable = allUsable;
    return new Locations(
        mappings,
        addresses,
        folded,
        lineEnds,
        lineFunctions.toArray(),
        lineNumbers.toArray(),
        anyColumn == 0 ? new long[0] : lineColumns.toArray());
  }

  private void readLocation(byte[] bytes, int from, int to, int index)
      throws MalformedProtoException, MalformedPprofException {
    fields.clearLocation();
    broken = false;
    int firstLine = lineFunctions.size();
    int at = from;
    while (at < to) {
      // Nearly all tags take one byte, nearly all numbers are short.
      int tag = bytes[at];
      long read = Varints.readShort(bytes, at + 1, to);
      int after = Varints.position(read);
      int value = Varints.value(read);
      if (read == Varints.NONE) {
        at = readRare(bytes, at, to, index);
      } else if (tag == ((Pprof.LOCATION_LINE << 3) | LENGTH) && value <= to - after) {
        at = after + value;
        readLine(bytes, after, at);
      } else {
        at = set(tag, value) ? after : readRare(bytes, at, to, index);
      }
    }
    scratch.locationIds.add(fields.id);
    mappings[index] = mapping(fields.mapping);
    long address = fields.address;
    addresses[index] = address;
    lineEnds[index] = lineFunctions.size();
    boolean empty = firstLine == lineEnds[index] && address == 0;
    usable[index] = !broken && !(empty && mode == ReadMode.STRICT);
    allUsable &= usable[index];
  }

  /** Sets a number of the location; false if it has none of that tag. */
  private boolean set(int tag, long value) {
    switch (tag) {
      case (Pprof.LOCATION_ID << 3) | VARINT -> fields.id = value;
      case (Pprof.LOCATION_MAPPING_ID << 3) | VARINT -> fields.mapping = value;
      case (Pprof.LOCATION_ADDRESS << 3) | VARINT -> fields.address = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Reads a field of a location of any kind, written in any way. */
  private int readRare(byte[] bytes, int tagAt, int to, int index)
      throws MalformedProtoException, MalformedPprofException {
    ProtoScanner scan = scratch.scan;
    int at = scan.tag(bytes, tagAt, to);
    int tag = scan.intValue();
    switch (tag) {
      case (Pprof.LOCATION_ID << 3) | VARINT,
          (Pprof.LOCATION_MAPPING_ID << 3) | VARINT,
          (Pprof.LOCATION_ADDRESS << 3) | VARINT -> {
        at = scan.varint(bytes, at, to);
        set(tag, scan.value());
      }
      case (Pprof.LOCATION_LINE << 3) | LENGTH -> {
        int start = scan.length(bytes, at, to);
        at = start + scan.intValue();
        readLine(bytes, start, at);
      }
      case (Pprof.LOCATION_IS_FOLDED << 3) | VARINT -> {
        at = scan.varint(bytes, at, to);
        setFolded(index, scan.value() != 0);
      }
      default -> at = scan.skip(bytes, tagAt, to, Pprof.LOCATION_IS_FOLDED);
    }
    return at;
  }

  private void setFolded(int index, boolean isFolded) {
    if (isFolded && folded.length == 0) {
      folded = new byte[mappings.length];
    }
    if (folded.length != 0) {
      folded[index] = (byte) (isFolded ? 1 : 0);
    }
  }

  private void readLine(byte[] bytes, int from, int to)
      throws MalformedProtoException, MalformedPprofException {
    fields.clearLine();
    int at = from;
    while (at < to) {
      int tag = bytes[at];
      long read = Varints.readShort(bytes, at + 1, to);
      if (read != Varints.NONE && setOfLine(tag, Varints.value(read))) {
        at = Varints.position(read);
      } else {
        at = readRareOfLine(bytes, at, to);
      }
    }
    lineFunctions.add(function(fields.function));
    long column = fields.column;
    if ((anyColumn | column) != 0) {
      addColumn(column);
    }
    lineNumbers.add(fields.number);
  }

  private void addColumn(long column) {
    anyColumn |= column;
    while (lineColumns.size() < lineNumbers.size()) {
      lineColumns.add(0);
    }
    lineColumns.add(column);
  }

  /** Sets a number of the line; false if it has none of that tag. */
  private boolean setOfLine(int tag, long value) {
    switch (tag) {
      case (Pprof.LINE_FUNCTION_ID << 3) | VARINT -> fields.function = value;
      case (Pprof.LINE_LINE << 3) | VARINT -> fields.number = value;
      case (Pprof.LINE_COLUMN << 3) | VARINT -> fields.column = value;
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Reads a field of a line of any kind, written in any way. */
  private int readRareOfLine(byte[] bytes, int tagAt, int to) throws MalformedProtoException {
    ProtoScanner scan = scratch.scan;
    int at = scan.tag(bytes, tagAt, to);
    int tag = scan.intValue();
    if (tag >>> 3 == 0 || tag >>> 3 > Pprof.LINE_COLUMN || ProtoReader.wireType(tag) != VARINT) {
      return scan.skip(bytes, tagAt, to, Pprof.LINE_COLUMN);
    }
    at = scan.varint(bytes, at, to);
    setOfLine(tag, scan.value());
    return at;
  }

  private int mapping(long id) throws MalformedPprofException {
    int found = mappingIds.find(id);
    if (found == 0 && id != 0) {
      broken = true;
      mode.missing("a location", "mapping", id);
    }
    return found;
  }

  private int function(long id) throws MalformedPprofException {
    int found = functionIds.find(id);
    if (found == 0) {
      broken = true;
      mode.missing("a line", "function", id);
    }
    return found;
  }
}
