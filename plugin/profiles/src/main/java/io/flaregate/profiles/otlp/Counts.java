package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.FieldRuns;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import io.flaregate.profiles.wire.Varints;

/**
 * How many entries of each kind a request holds. Nothing is allocated here. Fields of a wrong wire
 * type are left to those who read the entries.
 *
 * <p>Counting everything takes a walk over all bytes, a tenth of the time of the whole way to
 * pprofs. It is done for large requests only, whose columns are allocated in their exact sizes
 * before anything is read; of others only the profiles are counted beforehand.
 */
final class Counts {
  private static final int FIELD_1 = (1 << 3) | LENGTH;
  private static final int FIELD_2 = (2 << 3) | LENGTH;
  private static final int FIELD_3 = (3 << 3) | LENGTH;

  private static final int NOT_COMMON = -1;

  /** A sample type with a name takes this much at least; a profile without one is rejected. */
  static final int MIN_PROFILE_BYTES = 4;

  /** A value takes this much at least; a sample without one is left out. */
  static final int MIN_SAMPLE_BYTES = 2;

  final int maxSamplesPerProfile;

  int mappings;
  int locations;
  int lines;
  int functions;
  int links;
  int strings;
  int attributes;
  int stacks;

  /** Entries of all stacks, location 0 included. */
  int stackLocations;

  /** Attributes of all resources and scopes. */
  int ownAttributes;

  /** Resources and scopes. */
  int owners;

  /** All profiles. */
  int profiles;

  /** Profiles that can be valid, as far as their length tells. */
  int rows;

  /** Samples that can have a value, of the profiles that can be valid. */
  int samples;

  /** Whether entries of the dictionary, samples and attributes are counted. */
  private boolean entries;

  private int profileSamples;
  private int profileUsableSamples;

  Counts(int maxSamplesPerProfile) {
    this.maxSamplesPerProfile = maxSamplesPerProfile;
  }

  /** Counts profiles, resources and scopes. */
  void countProfiles(ProtoReader in) throws MalformedProtoException {
    countAll(in, false);
  }

  /** Counts everything. */
  void count(ProtoReader in) throws MalformedProtoException {
    countAll(in, true);
  }

  /** Takes over the numbers of what was read without being counted. */
  void measure(RequestColumns columns, int wireTexts) {
    Tables tables = columns.tables;
    mappings = tables.mappings.size;
    locations = tables.locations.size;
    lines = tables.locations.lines;
    functions = tables.functions.size;
    links = tables.links.size;
    strings = wireTexts;
    attributes = columns.attributes.size;
    stacks = tables.stacks.size;
    stackLocations = tables.stacks.locationCount;
    samples = columns.samples.size;
  }

  private void countAll(ProtoReader in, boolean withEntries) throws MalformedProtoException {
    entries = withEntries;
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case FIELD_1 -> resourceProfiles(in);
        case FIELD_2 -> dictionary(in);
        default -> in.skip(tag);
      }
    }
  }

  private void dictionary(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    if (!entries) {
      in.pop(outer);
      return;
    }
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (Table.LOCATION_FIELD << 3) | LENGTH -> {
          locations++;
          lines += occurrences(in, FIELD_3);
        }
        case (Table.STACK_FIELD << 3) | LENGTH -> {
          stacks++;
          stack(in);
        }
        case (Table.MAPPING_FIELD << 3) | LENGTH -> mappings += run(in, tag);
        case (Table.FUNCTION_FIELD << 3) | LENGTH -> functions += run(in, tag);
        case (Table.LINK_FIELD << 3) | LENGTH -> links += run(in, tag);
        case (Table.STRING_FIELD << 3) | LENGTH -> strings += run(in, tag);
        case (Table.ATTRIBUTE_FIELD << 3) | LENGTH -> attributes += run(in, tag);
        default -> in.skip(tag);
      }
    }
    in.pop(outer);
  }

  /** Passes over a field whose tag is read and those of the same kind after it; how many. */
  private static int run(ProtoReader in, int tag) throws MalformedProtoException {
    in.skip(tag);
    return 1 + FieldRuns.skip(in, tag, 0);
  }

  /** How often a field of the message that follows occurs. */
  private static int occurrences(ProtoReader in, int field) throws MalformedProtoException {
    int outer = in.push();
    int common = commonOccurrences(in.source(), in.position(), in.limit(), field);
    if (common >= 0) {
      in.pop(outer);
      return common;
    }
    int count = 0;
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == field) {
        count++;
      }
      in.skip(tag);
    }
    in.pop(outer);
    return count;
  }

  /** The same where all tags take one byte and all fields are varints or lengths; else −1. */
  private static int commonOccurrences(byte[] source, int from, int end, int field) {
    int count = 0;
    int at = from;
    while (at < end) {
      int tag = source[at++];
      if ((tag & 7) == LENGTH && tag > 0) {
        long length = Varints.readShort(source, at, end);
        at = Varints.position(length);
        if (length == Varints.NONE || Varints.value(length) > end - at) {
          return NOT_COMMON;
        }
        at += Varints.value(length);
        count += tag == field ? 1 : 0;
      } else if ((tag & 7) == VARINT && tag > 0) {
        int last = Math.min(at + Varints.MAX_BYTES, end);
        while (at < last && source[at] < 0) {
          at++;
        }
        if (at++ == last) {
          return NOT_COMMON;
        }
      } else {
        return NOT_COMMON;
      }
    }
    return count;
  }

  private void stack(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == FIELD_1) {
        int length = in.readLength();
        int from = in.position();
        stackLocations += ProtoScanner.countVarints(in.source(), from, from + length);
        in.skipBytes(length);
      } else {
        stackLocations += tag == ((1 << 3) | VARINT) ? 1 : 0;
        in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private int owned(ProtoReader in, int field) throws MalformedProtoException {
    if (entries) {
      return occurrences(in, field);
    }
    in.skipBytes(in.readLength());
    return 0;
  }

  private void resourceProfiles(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case FIELD_1 -> {
          owners++;
          ownAttributes += owned(in, FIELD_1);
        }
        case FIELD_2 -> scopeProfiles(in);
        default -> in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private void scopeProfiles(ProtoReader in) throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case FIELD_1 -> {
          owners++;
          ownAttributes += owned(in, FIELD_3);
        }
        case FIELD_2 -> profile(in);
        default -> in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private void profile(ProtoReader in) throws MalformedProtoException {
    profiles++;
    profileSamples = 0;
    profileUsableSamples = 0;
    int outer = in.push();
    int length = in.remaining();
    while (entries && in.hasMore()) {
      int tag = in.readTag();
      if (tag == FIELD_2) {
        sample(in);
        int more = FieldRuns.skip(in, tag, MIN_SAMPLE_BYTES);
        profileSamples += more;
        profileUsableSamples += more;
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
    if (length >= MIN_PROFILE_BYTES && !tooManySamples(profileSamples)) {
      rows++;
      samples += profileUsableSamples;
    }
  }

  private void sample(ProtoReader in) throws MalformedProtoException {
    int length = in.readLength();
    in.skipBytes(length);
    profileSamples++;
    profileUsableSamples += length >= MIN_SAMPLE_BYTES ? 1 : 0;
  }

  /** Whether a profile of that many samples is rejected for their number. */
  boolean tooManySamples(int count) {
    return maxSamplesPerProfile > 0 && count > maxSamplesPerProfile;
  }

  /** Takes the memory of what is kept of profiles, before any of it is allocated. */
  void takeProfiles(Budget budget) throws UndecodableException {
    budget.take(4L * owners + RowColumns.BYTES * (long) rows + profiles);
  }

  /** Takes the memory of all columns at once, before the first of them is allocated. */
  void takeColumns(Budget budget) throws UndecodableException {
    budget.take(
        49L * mappings
            + 17L * locations
            + 20L * lines
            + 20L * functions
            + 28L * links
            + Texts.BYTES_PER_TEXT * (long) strings
            + 4L * stacks
            + 4L * stackLocations
            + (33L + Texts.BYTES_PER_TEXT) * attributes
            + 17L * ownAttributes
            + 16L * samples
            + (links > 0 ? 4L * samples : 0));
  }
}
