package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;
import static io.flaregate.profiles.wire.ProtoReader.VARINT;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;

/**
 * Requests whose samples are numbered as before OTLP 1.10: values 2, attribute_indices 3,
 * link_index 4, where now values are 4, attribute_indices 2 and link_index 3. Nothing in such a
 * request says so, and much of it can be read as the present layout: values as indices of
 * attributes (distributor.md, section 5).
 *
 * <p>What is told apart: attributes packed in field 3 are the old layout's; values packed in field
 * 4, and a single number in field 3, are the present one's. If no sample has any of these, fields 2
 * without a value anywhere are the old layout's values, and so are those in which a number is no
 * index of an attribute. What remains is a request of samples with timestamps whose every old value
 * happens to be the index of an attribute; it is read as the present layout.
 */
public final class LegacyLayout {
  private static final int RESOURCE_PROFILES = (1 << 3) | LENGTH;
  private static final int DICTIONARY = (2 << 3) | LENGTH;
  private static final int SCOPE_PROFILES = (2 << 3) | LENGTH;
  private static final int PROFILES = (2 << 3) | LENGTH;
  private static final int SAMPLES = (2 << 3) | LENGTH;
  private static final int ATTRIBUTE = (Table.ATTRIBUTE_FIELD << 3) | LENGTH;
  private static final int FIELD_BITS = 0xF << 3;

  private final ProtoReader in = new ProtoReader();
  private final byte[] body;
  private final boolean renumbers;

  private boolean present;
  private boolean old;
  private boolean noValue;
  private int samplesWithSecond;
  private long largestSecond;
  private long attributes;

  private LegacyLayout(byte[] body, int length, boolean renumbers) {
    this.body = body;
    this.renumbers = renumbers;
    in.reset(body, 0, length);
  }

  /**
   * Whether the samples of a request are numbered as before OTLP 1.10; false also for what is no
   * request. It walks over the whole request, so it is for those that could not be read well.
   *
   * @param length how many bytes of the array are the request
   */
  public static boolean matches(byte[] body, int length) {
    LegacyLayout layout = new LegacyLayout(body, length, false);
    try {
      layout.request();
    } catch (MalformedProtoException e) {
      return false;
    }
    return layout.isOld();
  }

  /**
   * Gives the samples of a request the present numbers, in the array itself. Its size stays.
   *
   * @param length how many bytes of the array are the request
   * @throws IllegalArgumentException if it is not a request that {@link #matches} is true of
   */
  public static void renumber(byte[] body, int length) {
    if (!matches(body, length)) {
      throw new IllegalArgumentException("not a request of the old layout");
    }
    try {
      new LegacyLayout(body, length, true).request();
    } catch (MalformedProtoException e) {
      throw new IllegalStateException("the request has changed", e);
    }
  }

  private boolean isOld() {
    if (present || samplesWithSecond == 0) {
      return !present && old;
    }
    return old || noValue || largestSecond >= attributes;
  }

  private void request() throws MalformedProtoException {
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case RESOURCE_PROFILES -> resourceProfiles();
        case DICTIONARY -> dictionary();
        default -> in.skip(tag);
      }
    }
  }

  private void dictionary() throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      attributes += tag == ATTRIBUTE ? 1 : 0;
      in.skip(tag);
    }
    in.pop(outer);
  }

  private void resourceProfiles() throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == SCOPE_PROFILES) {
        scopeProfiles();
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private void scopeProfiles() throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == PROFILES) {
        profile();
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private void profile() throws MalformedProtoException {
    int outer = in.push();
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == SAMPLES) {
        sample();
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private void sample() throws MalformedProtoException {
    int outer = in.push();
    boolean hasSecond = false;
    boolean hasFourth = false;
    boolean hasTimes = false;
    while (in.hasMore()) {
      int at = in.position();
      int tag = in.readTag();
      int field = ProtoReader.field(tag);
      hasSecond |= field == 2;
      hasFourth |= field == 4;
      hasTimes |= field == 5;
      old |= tag == ((3 << 3) | LENGTH);
      present |= tag == ((4 << 3) | LENGTH) || tag == ((3 << 3) | VARINT);
      if (renumbers) {
        renumber(at, field);
      }
      if (field == 2 && !renumbers) {
        second(tag);
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
    samplesWithSecond += hasSecond ? 1 : 0;
    noValue |= hasSecond && !hasFourth && !hasTimes;
  }

  /** The number of a field this small stands in the first byte of its tag, however long that is. */
  private void renumber(int at, int field) {
    int number =
        switch (field) {
          case 2 -> 4;
          case 3 -> 2;
          case 4 -> 3;
          default -> field;
        };
    if (number != field) {
      body[at] = (byte) ((body[at] & ~FIELD_BITS) | (number << 3));
    }
  }

  private void second(int tag) throws MalformedProtoException {
    if (tag == ((2 << 3) | VARINT)) {
      see(in.readInt64());
    } else if (tag == ((2 << 3) | LENGTH)) {
      int outer = in.push();
      while (in.hasMore()) {
        see(in.readInt64());
      }
      in.pop(outer);
    } else {
      in.skip(tag);
    }
  }

  private void see(long number) {
    // A negative number is no index either.
    long index = number < 0 ? Long.MAX_VALUE : number;
    largestSecond = Math.max(largestSecond, index);
  }
}
