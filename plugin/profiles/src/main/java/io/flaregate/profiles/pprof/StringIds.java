package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.Compactor;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Dictionary;
import io.flaregate.spi.profiles.Links;
import io.flaregate.spi.profiles.StringTable;

/**
 * The string table of one pprof: the texts of a dictionary that it uses, and those that are made
 * for it, the ids of spans in hexadecimal.
 */
final class StringIds {
  // All texts have a number in one space: first those of the dictionary, then the two label names,
  // then two ids a link. So one Compactor serves, and no text is made before it is written.

  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };
  private static final int MAX_PREFIX_BYTES = 1 + Varints.MAX_INT_BYTES;
  private static final int ROOM_BYTES = 1 << 12;
  private static final int NAMES = 2;
  private static final int HEX_OF_LONG = 16;

  private final Compactor ids = new Compactor();
  private final byte[] hex = new byte[2 * HEX_OF_LONG];
  private StringTable strings = StringTable.empty();
  private Links links = new Links(new long[1], new long[1], new long[1]);
  private int made;

  void reset(Dictionary dictionary) {
    strings = dictionary.strings();
    links = dictionary.links();
    made = strings.size();
    ids.reset(Math.addExact(made + NAMES, Math.multiplyExact(2, links.size())));
  }

  void trim() {
    ids.trim();
    strings = StringTable.empty();
  }

  /** The id of a text: one of the dictionary, or an entry that this class names. */
  int text(int entry) {
    return ids.id(entry);
  }

  /** As {@link #text} and {@link Compactor#idBranchless}. */
  int textBranchless(int entry) {
    return ids.idBranchless(entry);
  }

  /** The label name {@code span_id}; not its id. */
  int spanIdEntry() {
    return made;
  }

  /** The label name {@code trace_id}; not its id. */
  int traceIdEntry() {
    return made + 1;
  }

  /** The id of the text of a link's span id. */
  int spanId(int link) {
    return ids.id(made + NAMES + 2 * link);
  }

  /** The id of the text of a link's trace id. */
  int traceId(int link) {
    return ids.id(made + NAMES + 2 * link + 1);
  }

  /** How many ids were given: the highest. */
  int count() {
    return ids.count();
  }

  /** As {@link Compactor#copyTo}. */
  int[] copyTo(int[] array) {
    return ids.copyTo(array);
  }

  /** As {@link Compactor#hasSame}. */
  boolean hasSame(int[] others, int from, int to) {
    return ids.hasSame(others, from, to);
  }

  /** As {@link Compactor#hasAny}. */
  boolean hasAny(int[] others, int from, int to) {
    return ids.hasAny(others, from, to);
  }

  /** As {@link Compactor#addAll}. */
  void addAll(int[] others, int from, int to) {
    ids.addAll(others, from, to);
  }

  /** Writes the empty text, which comes first. */
  void writeEmpty(ProtoWriter out) {
    out.string(Pprof.STRING_TABLE, strings, 0);
  }

  /** Writes the texts of some ids. */
  void write(ProtoWriter out, int first, int last) {
    int id = first;
    while (id <= last) {
      int entry = ids.entry(id);
      if (entry < made) {
        id = writeTexts(out, id, last);
      } else {
        writeMade(entry - made, out);
        id++;
      }
    }
  }

  /** Writes texts of the dictionary, at least one, and returns the id after the last. */
  private int writeTexts(ProtoWriter out, int first, int last) {
    byte[] target = out.room(strings.length(ids.entry(first)) + (long) ROOM_BYTES);
    int at = out.size();
    int id = first;
    do {
      int entry = ids.entry(id);
      if (entry >= made || strings.length(entry) > target.length - at - MAX_PREFIX_BYTES) {
        break;
      }
      target[at] = (Pprof.STRING_TABLE << 3) | ProtoReader.LENGTH;
      at = Varints.put(target, at + 1, strings.length(entry));
      at = strings.copyLoosely(entry, target, at);
      id++;
    } while (id <= last);
    out.advance(at);
    return id;
  }

  private void writeMade(int number, ProtoWriter out) {
    if (number < NAMES) {
      out.bytes(Pprof.STRING_TABLE, number == 0 ? Pprof.SPAN_ID : Pprof.TRACE_ID);
      return;
    }
    int link = (number - NAMES) / 2;
    if ((number & 1) == 0) {
      writeHex(links.spanId(link), 0);
      out.bytes(Pprof.STRING_TABLE, hex, 0, HEX_OF_LONG);
    } else {
      writeHex(links.traceIdHigh(link), 0);
      writeHex(links.traceIdLow(link), HEX_OF_LONG);
      out.bytes(Pprof.STRING_TABLE, hex, 0, 2 * HEX_OF_LONG);
    }
  }

  private void writeHex(long value, int at) {
    for (int i = 0; i < HEX_OF_LONG; i++) {
      hex[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 0xF];
    }
  }
}
