package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;
import java.util.Arrays;

/** Where the entries of one table of a pprof stand: how many, and from where to where. */
final class Section {
  // Some writers mix the entries of several tables, and to walk over those of the others again and
  // again is slow: where one ends must be known before the next one can be looked at.

  /** Of how many entries it is noted where they stand; a walk finds what comes after them. */
  private static final int MAX_NOTED = 1 << 14;

  private static final int MIN_NOTED = 16;

  private final int tag;

  /** Start and end of the content of the first entries, in the upper and the lower 32 bits. */
  private long[] noted = {};

  private int count;
  private int to;
  private int next;
  private int start;
  private int end;

  /**
   * A section without entries.
   *
   * @param field the number of the table's field
   */
  Section(int field) {
    tag = (field << 3) | ProtoReader.LENGTH;
  }

  void reset() {
    count = 0;
    to = 0;
    next = 0;
    end = 0;
  }

  /** Adds an entry whose content stands there. */
  void add(int contentStart, int contentEnd) {
    int index = count++;
    to = contentEnd;
    if (index < MAX_NOTED) {
      if (index == noted.length) {
        noted = Arrays.copyOf(noted, Math.max(MIN_NOTED, 2 * index));
      }
      noted[index] = ((long) contentStart << 32) | contentEnd;
    }
  }

  /** Goes before the first entry. */
  void rewind() {
    next = 0;
  }

  /** Goes to the next entry, if there is one. */
  boolean next(byte[] bytes, ProtoScanner scan) throws MalformedProtoException {
    if (next < Math.min(count, MAX_NOTED)) {
      long entry = noted[next++];
      start = (int) (entry >>> 32);
      end = (int) entry;
      return true;
    }
    return count > MAX_NOTED && walk(bytes, scan);
  }

  private boolean walk(byte[] bytes, ProtoScanner scan) throws MalformedProtoException {
    int at = end;
    while (at < to) {
      int after = scan.tag(bytes, at, to);
      if (scan.intValue() == tag) {
        start = scan.length(bytes, after, to);
        end = start + scan.intValue();
        return true;
      }
      at = scan.skip(bytes, at, to, 0);
    }
    return false;
  }

  /** How many entries were added. */
  int count() {
    return count;
  }

  /** Where the content of the current entry starts. */
  int start() {
    return start;
  }

  /** Where the content of the current entry ends. */
  int end() {
    return end;
  }
}
