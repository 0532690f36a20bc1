package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoScanner;

/** Where the entries of one table of a pprof stand: how many, and from where to where. */
final class Section {
  // Writers put the entries of a table one after another, so a walk from the first to the last one
  // passes over little else.

  private final int tag;
  private int count;
  private int from;
  private int to;
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
    from = 0;
    to = 0;
    end = 0;
  }

  /**
   * Adds the entry whose length stands at {@code at}; it becomes the current one.
   *
   * @return where it ends
   */
  int add(byte[] bytes, int tagAt, int at, int limit, ProtoScanner scan)
      throws MalformedProtoException {
    start = scan.length(bytes, at, limit);
    end = start + scan.intValue();
    if (count++ == 0) {
      from = tagAt;
    }
    to = end;
    return end;
  }

  /** Goes before the first entry. */
  void rewind() {
    end = from;
  }

  /** Goes to the next entry, if there is one. */
  boolean next(byte[] bytes, ProtoScanner scan) throws MalformedProtoException {
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
