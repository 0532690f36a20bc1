package io.flaregate.profiles.otlp;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Utf8;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;

/**
 * The texts of a request while they are collected: first those of its string table, under their own
 * indices, then those that stand inline in attributes and scopes. Slices of the body, but for texts
 * that are not UTF-8, the repaired copies of which are kept aside and stand behind the body in the
 * end.
 *
 * <p>Texts can be compared by content through {@link #canonical}: each text is hashed at most once,
 * so that many references to a long text cost no more than one.
 */
final class Texts {
  /** Two columns, and three of scratch here and for the keys of attributes. */
  static final int BYTES_PER_TEXT = 20;

  /** Headers of the objects that repairing a text takes. */
  private static final int REPAIR_OVERHEAD_BYTES = 128;

  private final byte[] body;
  private final int bodyLength;
  private final Budget budget;
  private final Report report;
  private final Scratch scratch;
  private final int wireCount;

  private int[] offsets;
  private int[] lengths;
  private int wireRead;
  private int size;

  private byte[] repaired = new byte[0];
  private int repairedLength;

  Texts(byte[] body, int bodyLength, Counts counts, Budget budget, Report report, Scratch scratch) {
    this.body = body;
    this.bodyLength = bodyLength;
    this.budget = budget;
    this.report = report;
    this.scratch = scratch;
    wireCount = counts.strings;
    size = Math.max(1, wireCount);
    int expected = size + counts.attributes;
    offsets = new int[expected];
    lengths = new int[expected];
    scratch.canonical = Scratch.zeroed(scratch.canonical, expected);
    scratch.textSlots.clear();
  }

  /** Reads the next entry of the request's string table. */
  void addWire(ProtoReader in) throws MalformedProtoException, UndecodableException {
    int length = in.readLength();
    int from = in.position();
    in.skipBytes(length);
    int text = wireRead++;
    if (text == 0 && length > 0) {
      report.note(
          Reason.NONZERO_ENTRY_ZERO,
          "string_table: entry 0 is not empty; references to it read as the empty text");
    } else if (length > 0) {
      set(text, from, length);
    }
  }

  /** Reads a text that stands inline and returns its index. */
  int addInline(ProtoReader in) throws MalformedProtoException, UndecodableException {
    int length = in.readLength();
    int from = in.position();
    in.skipBytes(length);
    if (length == 0) {
      return 0;
    }
    if (size == offsets.length) {
      grow();
    }
    set(size, from, length);
    return size++;
  }

  private void grow() throws UndecodableException {
    int grown = budget.grow(size, size + 1, BYTES_PER_TEXT);
    offsets = Arrays.copyOf(offsets, grown);
    lengths = Arrays.copyOf(lengths, grown);
    if (scratch.canonical.length < grown) {
      scratch.canonical = Arrays.copyOf(scratch.canonical, grown);
    }
    Arrays.fill(scratch.canonical, size, grown, 0);
  }

  private void set(int text, int from, int length) throws UndecodableException {
    if (Utf8.isValid(body, from, from + length)) {
      offsets[text] = from;
      lengths[text] = length;
    } else {
      setRepaired(text, from, length);
    }
  }

  private void setRepaired(int text, int from, int length) throws UndecodableException {
    // The String that repairs it has 2 bytes a byte, its UTF-8 and the copy of it up to 3 each.
    budget.take(8L * length + REPAIR_OVERHEAD_BYTES);
    byte[] copy = Utf8.repair(body, from, from + length);
    int needed = repairedLength + copy.length;
    if (needed > repaired.length) {
      repaired = Arrays.copyOf(repaired, budget.grow(repaired.length, needed, 2));
    }
    System.arraycopy(copy, 0, repaired, repairedLength, copy.length);
    offsets[text] = bodyLength + repairedLength;
    lengths[text] = copy.length;
    repairedLength = needed;
    if (!report.again(Reason.INVALID_UTF8)) {
      report.note(
          Reason.INVALID_UTF8, where(text, from) + " is not UTF-8; its bad bytes became U+FFFD");
    }
  }

  private String where(int text, int from) {
    return text < wireCount ? "string_table: entry " + text : "the text at byte " + from;
  }

  /** The number of entries of the request's string table. */
  int wireCount() {
    return wireCount;
  }

  /** The number of texts so far. */
  int size() {
    return size;
  }

  /** The length of a text in bytes. */
  int length(int text) {
    return lengths[text];
  }

  private byte[] bytes(int text) {
    return offsets[text] < bodyLength ? body : repaired;
  }

  private int start(int text) {
    return offsets[text] < bodyLength ? offsets[text] : offsets[text] - bodyLength;
  }

  /** Whether a text consists of these bytes. */
  boolean contentEquals(int text, byte[] bytes) {
    int from = start(text);
    return Arrays.equals(bytes(text), from, from + lengths[text], bytes, 0, bytes.length);
  }

  private boolean contentEquals(int text, int other) {
    int from = start(text);
    int otherFrom = start(other);
    return Arrays.equals(
        bytes(text),
        from,
        from + lengths[text],
        bytes(other),
        otherFrom,
        otherFrom + lengths[other]);
  }

  /** Compares two texts by their bytes, unsigned. */
  int compare(int text, int other) {
    int from = start(text);
    int otherFrom = start(other);
    return Arrays.compareUnsigned(
        bytes(text),
        from,
        from + lengths[text],
        bytes(other),
        otherFrom,
        otherFrom + lengths[other]);
  }

  /** The same index for texts of the same content: that of one of them, 0 for the empty text. */
  int canonical(int text) throws UndecodableException {
    if (lengths[text] == 0) {
      return 0;
    }
    int known = scratch.canonical[text];
    if (known == 0) {
      known = find(text);
      scratch.canonical[text] = known;
    }
    return known;
  }

  private int find(int text) throws UndecodableException {
    Slots slots = scratch.textSlots;
    int hash = hash(text);
    int slot = slots.first(hash);
    while (slots.index(slot) != Slots.FREE) {
      if (slots.hash(slot) == hash && contentEquals(slots.index(slot), text)) {
        return slots.index(slot);
      }
      slot = slots.next(slot);
    }
    slots.put(slot, hash, text, budget);
    return text;
  }

  private int hash(int text) {
    byte[] source = bytes(text);
    int at = start(text);
    int end = at + lengths[text];
    int hash = scratch.seed;
    while (at < end) {
      hash = Slots.mix(hash, source[at++]);
    }
    return hash;
  }

  /** The table of all texts; the body belongs to it from then on. */
  StringTable build() {
    byte[] bytes = body;
    if (repairedLength > 0) {
      bytes = Arrays.copyOf(body, bodyLength + repairedLength);
      System.arraycopy(repaired, 0, bytes, bodyLength, repairedLength);
    }
    return StringTable.of(bytes, offsets, lengths, size);
  }
}
