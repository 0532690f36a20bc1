package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.AttributeKind;
import io.flaregate.spi.profiles.AttributeLists;
import io.flaregate.spi.profiles.Attributes;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Profiles;
import java.util.Arrays;

/**
 * Writes the labels of samples. Samples of one thread or process have one list of attributes, so
 * the labels of a list are copied from where they were written first.
 */
final class LabelEncoder {
  /** The most that a label takes; so its length takes one byte. */
  private static final int LABEL_BYTES = 4 + Varints.MAX_INT_BYTES + Varints.MAX_BYTES;

  private static final int LABELS_OF_A_LINK = 2;
  private static final int KEPT_ENTRIES = 1 << 16;
  private static final byte LABEL = (Pprof.SAMPLE_LABEL << 3) | ProtoReader.LENGTH;
  private static final byte LABEL_KEY = (Pprof.LABEL_KEY << 3) | ProtoReader.VARINT;

  private final StringIds stringIds;
  private final Compactor lists = new Compactor();

  /** For each list by its id, less 1: where its labels start in the pprof, and their bytes. */
  private int[] starts = {};

  private int[] lengths = {};

  /** The list that the sample under way is the first with; 0 if there were others before. */
  private int first;

  private int lastBytes;

  LabelEncoder(StringIds stringIds) {
    this.stringIds = stringIds;
  }

  /** Starts a pprof. */
  void reset(Profiles profiles) {
    lists.reset(profiles.lists().size());
    first = 0;
    lastBytes = 0;
  }

  /** Gives arrays that have become large back to the heap. */
  void trim() {
    lists.trim();
    if (starts.length > KEPT_ENTRIES) {
      starts = new int[0];
      lengths = new int[0];
    }
  }

  /** For how many bytes {@link #write} needs room. */
  static long maxBytes(Profiles profiles, int list) {
    AttributeLists lists = profiles.lists();
    return (lists.end(list) - lists.start(list) + (long) LABELS_OF_A_LINK) * LABEL_BYTES;
  }

  /** How many bytes the labels of the last sample took. */
  int lastBytes() {
    return lastBytes;
  }

  /**
   * Writes the labels of a sample; {@link #endSample} must follow.
   *
   * @return the position after them
   */
  int write(byte[] target, int position, Profiles profiles, int list, int link) {
    int known = lists.count();
    int id = link == 0 ? lists.id(list) : 0;
    if (id == 0 || id > known) {
      first = id;
      int end = writeAll(target, position, profiles, list, link);
      lastBytes = end - position;
      return end;
    }
    lastBytes = lengths[id - 1];
    System.arraycopy(target, starts[id - 1], target, position, lastBytes);
    return position + lastBytes;
  }

  /**
   * Ends a sample with labels, which stand last in it.
   *
   * @param end the position after the sample, which may have been moved
   */
  void endSample(int end) {
    if (first == 0) {
      return;
    }
    if (first > starts.length) {
      int length = Math.max(16, 2 * starts.length);
      starts = Arrays.copyOf(starts, length);
      lengths = Arrays.copyOf(lengths, length);
    }
    starts[first - 1] = end - lastBytes;
    lengths[first - 1] = lastBytes;
    first = 0;
  }

  private int writeAll(byte[] target, int position, Profiles profiles, int list, int link) {
    Dictionary dictionary = profiles.dictionary();
    int at = position;
    boolean hasSpan = link != 0 && dictionary.links().spanId(link) != 0;
    boolean hasTrace = hasSpan && hasTrace(dictionary, link);
    if (hasSpan) {
      at = span(target, at, link);
    }
    if (hasTrace) {
      at = trace(target, at, link);
    }
    int span = 0;
    for (int i = profiles.lists().start(list); i < profiles.lists().end(list); i++) {
      int attribute = profiles.lists().attribute(i);
      int key = dictionary.attributes().key(attribute);
      if (!hasLengthOfSpecial(dictionary.strings().length(key))) {
        at = attribute(target, at, dictionary.attributes(), attribute, key);
      } else if (dictionary.strings().contentEquals(key, Pprof.SPAN_ID)) {
        span = attribute;
      } else if (isProfileId(profiles, key)) {
        span = span == 0 ? attribute : span;
      } else if (!hasTrace || !dictionary.strings().contentEquals(key, Pprof.TRACE_ID)) {
        at = attribute(target, at, dictionary.attributes(), attribute, key);
      }
    }
    return span == 0 || hasSpan
        ? at
        : attribute(target, at, dictionary.attributes(), span, stringIds.spanIdEntry());
  }

  /** Whether a key may be one of the three that name spans: most are not even as long. */
  private static boolean hasLengthOfSpecial(int length) {
    return length == Pprof.SPAN_ID.length
        || length == Pprof.TRACE_ID.length
        || length == Pprof.PROFILE_ID.length;
  }

  private static boolean isProfileId(Profiles profiles, int key) {
    return profiles.isSplit()
        && profiles.dictionary().strings().contentEquals(key, Pprof.PROFILE_ID);
  }

  private int attribute(
      byte[] target, int position, Attributes attributes, int attribute, int key) {
    AttributeKind kind = attributes.kind(attribute);
    if (kind == AttributeKind.STRING) {
      int name = stringIds.text(key);
      int value = stringIds.text(attributes.string(attribute));
      return label(target, position, name, Pprof.LABEL_STR, value);
    }
    return kind == AttributeKind.INT
        ? label(
            target, position, stringIds.text(key), Pprof.LABEL_NUM, attributes.number(attribute))
        : position;
  }

  private static boolean hasTrace(Dictionary dictionary, int link) {
    return (dictionary.links().traceIdHigh(link) | dictionary.links().traceIdLow(link)) != 0;
  }

  private int span(byte[] target, int position, int link) {
    int name = stringIds.text(stringIds.spanIdEntry());
    return label(target, position, name, Pprof.LABEL_STR, stringIds.spanId(link));
  }

  private int trace(byte[] target, int position, int link) {
    int name = stringIds.text(stringIds.traceIdEntry());
    return label(target, position, name, Pprof.LABEL_STR, stringIds.traceId(link));
  }

  private static int label(byte[] target, int position, int key, int valueField, long value) {
    int mark = position + 2;
    target[position] = LABEL;
    target[mark] = LABEL_KEY;
    int at = Varints.put(target, mark + 1, key);
    target[at] = (byte) (valueField << 3 | ProtoReader.VARINT);
    at = Varints.put(target, at + 1, value);
    target[mark - 1] = (byte) (at - mark);
    return at;
  }
}
