package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.spi.profiles.Locations;

/** Reads the locations of a pprof into columns and resolves what they refer to. */
final class LocationReader {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  private final PprofScratch scratch;
  private final ProtoScanner scan;
  private final IdTable ids;
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

  /** The bits of all columns; 0 if no line tells one. */
  private long anyColumn;

  private final boolean[] usable;
  private boolean broken;
  private boolean allUsable = true;

  /** A reader of one pprof, the mappings and functions of which have been read. */
  LocationReader(PprofScratch scratch, ReadMode mode) {
    this.mode = mode;
    this.scratch = scratch;
    scan = scratch.scan;
    ids = scratch.locationIds;
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
    long id = 0;
    long mapping = 0;
    broken = false;
    int firstLine = lineFunctions.size();
    int at = from;
    while (at < to) {
      int tagAt = at;
      at = scan.tag(bytes, at, to);
      switch (scan.intValue()) {
        case (Pprof.LOCATION_ID << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          id = scan.value();
        }
        case (Pprof.LOCATION_MAPPING_ID << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          mapping = scan.value();
        }
        case (Pprof.LOCATION_ADDRESS << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          addresses[index] = scan.value();
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
    }
    ids.add(id);
    mappings[index] = mapping(mapping);
    lineEnds[index] = lineFunctions.size();
    boolean empty = firstLine == lineEnds[index] && addresses[index] == 0;
    usable[index] = !broken && !(empty && mode == ReadMode.STRICT);
    allUsable &= usable[index];
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
    long function = 0;
    long number = 0;
    long column = 0;
    int at = from;
    while (at < to) {
      int tagAt = at;
      at = scan.tag(bytes, at, to);
      switch (scan.intValue()) {
        case (Pprof.LINE_FUNCTION_ID << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          function = scan.value();
        }
        case (Pprof.LINE_LINE << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          number = scan.value();
        }
        case (Pprof.LINE_COLUMN << 3) | VARINT -> {
          at = scan.varint(bytes, at, to);
          column = scan.value();
        }
        default -> at = scan.skip(bytes, tagAt, to, Pprof.LINE_COLUMN);
      }
    }
    lineFunctions.add(function(function));
    lineNumbers.add(number);
    lineColumns.add(column);
    anyColumn |= column;
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
