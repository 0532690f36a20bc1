package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.FIXED64;
import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.consumer.Reason;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples of all profiles into their columns: one value each, the sum of its values or,
 * without any, the number of its timestamps. This is where most of the time of a decode goes.
 */
final class SampleReader {
  private static final int NOT_COMMON = -1;

  private final SampleChecks checks;
  private final AttributeSets sets;
  private final Report report;
  private final Scratch scratch;
  private final Budget budget;

  private final SampleColumns columns;
  private final int[] canonicalLinks;

  // Of the profile under way.
  private int start;
  private int number;
  private int dropped;
  private int firstDropped;
  private int saturated;
  private int firstSaturated;
  private boolean wanted;
  private @Nullable String problem;

  // Of the sample under way.
  private int stack;
  private int link;
  private int attributes;
  private int timestamps;
  private int valueCount;
  private long value;
  private boolean overflow;

  SampleReader(
      SampleColumns columns,
      Tables tables,
      AttributeSets sets,
      References references,
      Report report,
      Scratch scratch,
      Budget budget) {
    this.columns = columns;
    canonicalLinks = tables.links.canonical;
    checks = new SampleChecks(tables, references, report, scratch);
    this.sets = sets;
    this.report = report;
    this.scratch = scratch;
    this.budget = budget;
  }

  /** The number of samples so far. */
  int size() {
    return columns.size;
  }

  /** How many samples of the profile had no value. */
  int dropped() {
    return dropped;
  }

  /**
   * Starts a profile.
   *
   * @param areWanted whether its samples are kept; if not, they are read all the same, since bytes
   *     that are no samples make the whole request undecodable
   */
  void begin(boolean areWanted) {
    wanted = areWanted;
    start = columns.size;
    number = 0;
    dropped = 0;
    saturated = 0;
    problem = null;
    sets.takeDuplicates();
  }

  /** Reads the next sample of the profile, the tag of which has been read. */
  void read(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    clear();
    int after = readCommon(in.source(), in.position(), in.limit());
    if (after >= 0) {
      in.seek(after);
    } else {
      clear();
      readAny(in);
    }
    if (wanted && problem == null) {
      keep();
    }
    number++;
  }

  /** Why the profile cannot be used for what its samples are; null if it can. */
  @Nullable String problem() {
    return problem;
  }

  /** Takes back what was kept of the profile. */
  void forget() {
    columns.forget(start);
  }

  /** Tells what was left out or cut of the samples of a profile that is kept. */
  void tell(int profile) {
    if (dropped > 0) {
      report.note(
          profile,
          Reason.NO_VALUE,
          dropped,
          "sample " + firstDropped + " has neither values nor timestamps and is dropped");
    }
    if (saturated > 0) {
      report.note(
          profile,
          Reason.VALUE_SATURATED,
          saturated,
          "the values of sample " + firstSaturated + " add up to more than 64 bits hold");
    }
    int duplicates = sets.takeDuplicates();
    if (duplicates > 0) {
      report.note(
          profile,
          Reason.DUPLICATE_ATTRIBUTE_KEY,
          duplicates,
          "a sample has an attribute key twice; the first counts");
    }
  }

  private void clear() {
    stack = 0;
    link = 0;
    attributes = 0;
    timestamps = 0;
    valueCount = 0;
    value = 0;
    overflow = false;
  }

  /**
   * Reads a sample as nearly all are: tags of one byte, numbers of 31 bits outside packed fields.
   * Keeps to local variables, which halves the time.
   *
   * @return the position after it; −1 if it is not such a one, or malformed
   */
  private int readCommon(byte[] source, int position, int limit) throws UndecodableException {
    long length = Varints.readLength(source, position, limit);
    if (length == Varints.NONE) {
      return NOT_COMMON;
    }
    int at = Varints.position(length);
    int end = at + Varints.value(length);
    while (at < end) {
      int tag = source[at++];
      long number = Varints.readShort(source, at, end);
      if (number == Varints.NONE) {
        return NOT_COMMON;
      }
      at = Varints.position(number);
      if (tag == ((1 << 3) | VARINT)) {
        stack = Varints.value(number);
      } else if (tag == ((2 << 3) | VARINT)) {
        addAttribute(Varints.value(number));
      } else if (tag == ((3 << 3) | VARINT)) {
        link = Varints.value(number);
      } else if (tag == ((4 << 3) | VARINT)) {
        addValue(Varints.value(number));
      } else {
        int bytes = Varints.value(number);
        if (bytes > end - at || !readCommon(tag, source, at, at + bytes)) {
          return NOT_COMMON;
        }
        at += bytes;
      }
    }
    return end;
  }

  /** A packed field; false if it is none. */
  private boolean readCommon(int tag, byte[] source, int from, int end)
      throws UndecodableException {
    return switch (tag) {
      case (2 << 3) | LENGTH -> commonAttributes(source, from, end);
      case (4 << 3) | LENGTH -> commonValues(source, from, end);
      case (5 << 3) | LENGTH -> {
        timestamps += (end - from) >>> 3;
        yield ((end - from) & 7) == 0;
      }
      default -> false;
    };
  }

  private boolean commonAttributes(byte[] source, int from, int end) throws UndecodableException {
    int at = from;
    while (at < end) {
      long attribute = Varints.readShort(source, at, end);
      if (attribute == Varints.NONE) {
        return false;
      }
      addAttribute(Varints.value(attribute));
      at = Varints.position(attribute);
    }
    return true;
  }

  private boolean commonValues(byte[] source, int from, int end) {
    long next = 0;
    int shift = 0;
    for (int at = from; at < end; at++) {
      byte part = source[at];
      next |= ((long) (part & 0x7F)) << shift;
      shift += 7;
      if (part >= 0) {
        addValue(next);
        next = 0;
        shift = 0;
      } else if (shift == 70) {
        return false;
      }
    }
    return shift == 0;
  }

  private void readAny(ProtoReader in) throws MalformedProtoException, UndecodableException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | VARINT -> stack = in.readInt32();
        case (2 << 3) | LENGTH -> packedAttributes(in);
        case (2 << 3) | VARINT -> addAttribute(in.readInt32());
        case (3 << 3) | VARINT -> link = in.readInt32();
        case (4 << 3) | LENGTH -> packedValues(in);
        case (4 << 3) | VARINT -> addValue(in.readInt64());
        case (5 << 3) | LENGTH -> packedTimestamps(in);
        case (5 << 3) | FIXED64 -> {
          in.readFixed64();
          timestamps++;
        }
        default -> in.skipUnknown(tag, 5);
      }
    }
    in.pop(outer);
  }

  private void packedAttributes(ProtoReader in)
      throws MalformedProtoException, UndecodableException {
    int outer = in.push();
    while (in.hasMore()) {
      addAttribute(in.readInt32());
    }
    in.pop(outer);
  }

  private void addAttribute(int attribute) throws UndecodableException {
    if (attribute == 0) {
      return;
    }
    if (attributes == scratch.sampleAttributes.length) {
      growAttributes();
    }
    scratch.sampleAttributes[attributes++] = attribute;
  }

  private void growAttributes() throws UndecodableException {
    int grown = budget.grow(attributes, attributes + 1, 12);
    scratch.sampleAttributes = Arrays.copyOf(scratch.sampleAttributes, grown);
    scratch.sortedAttributes = new long[grown];
  }

  private void packedValues(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      addValue(in.readInt64());
    }
    in.pop(outer);
  }

  private void addValue(long more) {
    long sum = value + more;
    if (((value ^ sum) & (more ^ sum)) < 0) {
      sum = more < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
      overflow = true;
    }
    value = sum;
    valueCount++;
  }

  private void packedTimestamps(ProtoReader in) throws MalformedProtoException {
    int length = in.readLength();
    if ((length & 7) != 0) {
      throw new MalformedProtoException(
          "packed fixed64 of " + length + " bytes at byte " + in.position());
    }
    in.skipBytes(length);
    timestamps += length >>> 3;
  }

  private void keep() throws UndecodableException, ColumnsFullException {
    problem = checks.problem(number, stack, link, attributes);
    if (problem != null) {
      return;
    }
    if (valueCount == 0 && timestamps == 0) {
      firstDropped = dropped == 0 ? number : firstDropped;
      dropped++;
      return;
    }
    if (overflow) {
      firstSaturated = saturated == 0 ? number : firstSaturated;
      saturated++;
    }
    columns.add(
        stack,
        sets.intern(attributes),
        link == 0 ? 0 : canonicalLinks[link],
        valueCount == 0 ? timestamps : value);
  }
}
