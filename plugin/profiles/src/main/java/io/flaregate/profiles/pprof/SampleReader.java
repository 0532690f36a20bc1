package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Samples;
import io.flaregate.spi.profiles.Stacks;
import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;

/** Reads the samples of a pprof into columns: those all of whose locations are usable. */
final class SampleReader {
  private static final int VARINT = ProtoReader.VARINT;
  private static final int LENGTH = ProtoReader.LENGTH;

  private final ProtoScanner scan;
  private final IdTable locationIds;
  private final boolean[] usable;
  private final LabelColumns labels;
  private final LabelDecoder labelDecoder;
  private final ReadMode mode;
  private final int types;
  private final int locations;

  /** Whether ids of locations are their indices, and samples may refer to all of them. */
  private final boolean idsAreUsable;

  // Each column is as long as the outline counted; samples that are dropped leave its end unused.
  private final int[] stackEnds;
  private final int[] stackLocations;
  private final int[] labelEnds;
  private final long[] values;
  private int kept;
  private int dropped;
  private int locationCount;
  private int valueCount;
  private boolean isUsable;

  /** A reader of one pprof, the locations of which have been read. */
  SampleReader(PprofScratch scratch, ReadMode mode) {
    this.mode = mode;
    scan = scratch.scan;
    locationIds = scratch.locationIds;
    labels = scratch.labels;
    labelDecoder = scratch.labelDecoder;
    PprofOutline outline = scratch.outline;
    locations = outline.locations.count();
    usable = scratch.usable(locations + 1);
    idsAreUsable = locationIds.isCounted() && scratch.allUsable;
    types = outline.types();
    int samples = outline.samples.count();
    stackEnds = new int[samples + 1];
    stackLocations = new int[outline.stackLocations];
    labelEnds = new int[samples];
    values = new long[outline.values];
    labels.reset(outline);
  }

  /** Reads all samples. */
  void read(byte[] bytes, Section section) throws MalformedProtoException, MalformedPprofException {
    section.rewind();
    while (section.next(bytes, scan)) {
      readSample(bytes, section.start(), section.end());
    }
  }

  private void readSample(byte[] bytes, int from, int to)
      throws MalformedProtoException, MalformedPprofException {
    int firstLocation = locationCount;
    int firstValue = valueCount;
    int firstLabel = labels.size();
    isUsable = true;
    int at = from;
    while (at < to) {
      int tag = bytes[at];
      long read = Varints.readShort(bytes, at + 1, to);
      int after = Varints.position(read);
      if (read == Varints.NONE) {
        at = readRare(bytes, at, to);
      } else if (tag == ((Pprof.SAMPLE_VALUE << 3) | VARINT)) {
        values[valueCount++] = Varints.value(read);
        at = after;
      } else if (Varints.value(read) <= to - after
          && readSized(bytes, tag, after, after + Varints.value(read))) {
        at = after + Varints.value(read);
      } else {
        at = readRare(bytes, at, to);
      }
    }
    checkValues(valueCount - firstValue);
    if (isUsable) {
      labelEnds[kept++] = labels.size();
      stackEnds[kept] = locationCount;
    } else {
      dropped++;
      locationCount = firstLocation;
      valueCount = firstValue;
      labels.shrink(firstLabel);
    }
  }

  /** Reads a field that has a length; false if a sample has none of that tag. */
  private boolean readSized(byte[] bytes, int tag, int from, int to)
      throws MalformedProtoException, MalformedPprofException {
    switch (tag) {
      case (Pprof.SAMPLE_LOCATION_ID << 3) | LENGTH -> readStack(bytes, from, to);
      case (Pprof.SAMPLE_VALUE << 3) | LENGTH -> readValues(bytes, from, to);
      case (Pprof.SAMPLE_LABEL << 3) | LENGTH -> labels.read(bytes, from, to);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Reads a field of any kind, written in any way. */
  private int readRare(byte[] bytes, int tagAt, int to)
      throws MalformedProtoException, MalformedPprofException {
    int at = scan.tag(bytes, tagAt, to);
    int tag = scan.intValue();
    switch (tag) {
      case (Pprof.SAMPLE_LOCATION_ID << 3) | VARINT -> {
        at = scan.varint(bytes, at, to);
        addLocation(scan.value());
      }
      case (Pprof.SAMPLE_VALUE << 3) | VARINT -> {
        at = scan.varint(bytes, at, to);
        values[valueCount++] = scan.value();
      }
      case (Pprof.SAMPLE_LOCATION_ID << 3) | LENGTH,
          (Pprof.SAMPLE_VALUE << 3) | LENGTH,
          (Pprof.SAMPLE_LABEL << 3) | LENGTH -> {
        int start = scan.length(bytes, at, to);
        at = start + scan.intValue();
        readSized(bytes, tag, start, at);
      }
      default -> at = scan.skip(bytes, tagAt, to, Pprof.SAMPLE_LABEL);
    }
    return at;
  }

  private void checkValues(int count) throws MalformedPprofException {
    if (count != types) {
      throw new MalformedPprofException(
          "sample "
              + (kept + dropped)
              + " has "
              + count
              + " values for "
              + types
              + " sample types");
    }
  }

  private void readStack(byte[] bytes, int from, int to)
      throws MalformedProtoException, MalformedPprofException {
    if (!idsAreUsable || !readUsableStack(bytes, from, to)) {
      findStack(bytes, from, to);
    }
  }

  /** Reads ids that are indices; does nothing if one of them is not. */
  private boolean readUsableStack(byte[] bytes, int from, int to) throws MalformedProtoException {
    int[] stack = stackLocations;
    int last = locations;
    int count = locationCount;
    int outside = 0;
    int at = from;
    while (at < to) {
      if (to - at >= Long.BYTES) {
        long word = IdWords.word(bytes, at);
        if (IdWords.isEight(word)) {
          outside |= IdWords.putEight(word, stack, count, last);
          count += Long.BYTES;
          at += Long.BYTES;
          continue;
        }
        if (IdWords.isShort(word)) {
          outside |= IdWords.putFour(word, stack, count, last);
          count += 4;
          at += IdWords.widthOfFour(word);
          continue;
        }
      }
      long id;
      long read = Varints.readShort(bytes, at, to);
      if (read != Varints.NONE) {
        id = Varints.value(read);
        at = Varints.position(read);
      } else if (outside < 0) {
        // An id that is not there comes before one that does not end.
        return false;
      } else {
        at = scan.varint(bytes, at, to);
        id = scan.value();
      }
      if (id <= 0 || id > last) {
        return false;
      }
      stack[count++] = (int) id;
    }
    if (outside < 0) {
      return false;
    }
    locationCount = count;
    return true;
  }

  private void findStack(byte[] bytes, int from, int to)
      throws MalformedProtoException, MalformedPprofException {
    int at = from;
    while (at < to) {
      at = scan.varint(bytes, at, to);
      addLocation(scan.value());
    }
  }

  private void addLocation(long id) throws MalformedPprofException {
    int location = locationIds.find(id);
    if (location == 0) {
      mode.missing("a sample", "location", id);
    }
    isUsable &= location != 0 && usable[location];
    stackLocations[locationCount++] = location;
  }

  private void readValues(byte[] bytes, int from, int to) throws MalformedProtoException {
    long[] target = values;
    int count = valueCount;
    int at = from;
    while (at < to) {
      long value = bytes[at];
      if (value >= 0) {
        at++;
      } else {
        at = scan.varint(bytes, at, to);
        value = scan.value();
      }
      target[count++] = value;
    }
    valueCount = count;
  }

  /** A stacktrace for each kept sample, after the empty one. */
  Stacks stacks() {
    return new Stacks(exact(stackEnds, kept + 1), exact(stackLocations, locationCount));
  }

  /** The kept samples; called once. */
  Samples samples(StringTable strings) {
    labelDecoder.resolve(labels, strings, labelEnds, kept);
    int[] stacks = new int[kept];
    for (int i = 0; i < kept; i++) {
      stacks[i] = i + 1;
    }
    long[] exactValues = values.length == valueCount ? values : Arrays.copyOf(values, valueCount);
    return new Samples(stacks, exact(labelEnds, kept), Samples.allZero(), exactValues);
  }

  private static int[] exact(int[] column, int size) {
    return column.length == size ? column : Arrays.copyOf(column, size);
  }

  /** How many samples were kept. */
  int kept() {
    return kept;
  }

  /** How many samples were left out, since they lead to something that is not there. */
  int dropped() {
    return dropped;
  }
}
