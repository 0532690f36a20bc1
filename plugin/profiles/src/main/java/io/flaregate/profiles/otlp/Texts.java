package io.flaregate.profiles.otlp;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.profiles.wire.Utf8;
import io.flaregate.profiles.wire.Varints;
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

  private static final byte STRING_TAG = (Table.STRING_FIELD << 3) | ProtoReader.LENGTH;

  /** Headers of the objects that repairing a text takes. */
  private static final int REPAIR_OVERHEAD_BYTES = 128;

  private final byte[] body;
  private final int bodyLength;
  private final Budget budget;
  private final Report report;
  private final Scratch scratch;
  private final TextColumns texts;

  /** Those of the attribute table, until it is known how many the string table has. */
  private final TextColumns inline;

  private int wireCount;
  private boolean tableEnded;

  private byte[] repaired = new byte[0];
  private int repairedLength;

  /**
   * No texts yet.
   *
   * @param texts without entries
   * @param inline the same
   */
  Texts(
      byte[] body,
      int bodyLength,
      TextColumns texts,
      TextColumns inline,
      Budget budget,
      Report report,
      Scratch scratch) {
    this.body = body;
    this.bodyLength = bodyLength;
    this.texts = texts;
    this.inline = inline;
    this.budget = budget;
    this.report = report;
    this.scratch = scratch;
    scratch.textSlots.clear();
  }

  /** Reads the next entry of the request's string table, and those that follow it. */
  void addWire(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    byte[] source = in.source();
    int limit = in.limit();
    int at = in.position();
    while (texts.size > 0) {
      long length = Varints.readLength(source, at, limit);
      if (length == Varints.NONE) {
        break;
      }
      int from = Varints.position(length);
      int end = from + Varints.value(length);
      int text = texts.add(budget);
      if (end > from) {
        set(texts, text, from, end - from);
      }
      if (end == limit || source[end] != STRING_TAG) {
        in.seek(end);
        return;
      }
      at = end + 1;
    }
    in.seek(at);
    addAnyWire(in);
  }

  /** The first entry, or one that is malformed or has a long length. */
  private void addAnyWire(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int length = in.readLength();
    int from = in.position();
    in.skipBytes(length);
    int text = texts.add(budget);
    if (text == 0 && length > 0) {
      report.note(
          Reason.NONZERO_ENTRY_ZERO,
          "string_table: entry 0 is not empty; references to it read as the empty text");
    } else if (length > 0) {
      set(texts, text, from, length);
    }
  }

  /**
   * Reads a text that stands inline.
   *
   * @return its index, or as long as tables are read the complement of its number among those that
   *     stand inline; 0 if it is empty
   */
  int addInline(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int length = in.readLength();
    int from = in.position();
    in.skipBytes(length);
    if (length == 0) {
      return 0;
    }
    if (!tableEnded) {
      int number = inline.add(budget);
      set(inline, number, from, length);
      return ~number;
    }
    int text = texts.add(budget);
    set(texts, text, from, length);
    if (text >= scratch.canonical.length) {
      scratch.canonical = Arrays.copyOf(scratch.canonical, texts.offsets.length);
    }
    scratch.canonical[text] = 0;
    return text;
  }

  /**
   * Ends the string table: what stands inline follows.
   *
   * @return the index of the first text that stood inline
   */
  int endTable() throws UndecodableException, ColumnsFullException {
    wireCount = texts.size;
    if (wireCount == 0) {
      texts.add(budget);
    }
    int first = texts.size;
    for (int number = 0; number < inline.size; number++) {
      int text = texts.add(budget);
      texts.offsets[text] = inline.offsets[number];
      texts.lengths[text] = inline.lengths[number];
    }
    scratch.canonical = Scratch.zeroed(scratch.canonical, texts.size);
    tableEnded = true;
    return first;
  }

  private void set(TextColumns columns, int text, int from, int length)
      throws UndecodableException {
    if (Utf8.isValid(body, from, from + length)) {
      columns.offsets[text] = from;
      columns.lengths[text] = length;
    } else {
      columns.offsets[text] = bodyLength + repairedLength;
      columns.lengths[text] = repair(from, length);
      if (!report.again(Reason.INVALID_UTF8)) {
        String where =
            columns == inline || tableEnded
                ? "the text at byte " + from
                : "string_table: entry " + text;
        report.note(Reason.INVALID_UTF8, where + " is not UTF-8; its bad bytes became U+FFFD");
      }
    }
  }

  /** Appends the text in UTF-8 to those that were repaired; how long it is. */
  private int repair(int from, int length) throws UndecodableException {
    // The String that repairs it has 2 bytes a byte, its UTF-8 and the copy of it up to 3 each.
    budget.take(8L * length + REPAIR_OVERHEAD_BYTES);
    byte[] copy = Utf8.repair(body, from, from + length);
    int needed = repairedLength + copy.length;
    if (needed > repaired.length) {
      repaired = Arrays.copyOf(repaired, budget.grow(repaired.length, needed, 2));
    }
    System.arraycopy(copy, 0, repaired, repairedLength, copy.length);
    repairedLength = needed;
    return copy.length;
  }

  /** The number of entries of the request's string table. */
  int wireCount() {
    return wireCount;
  }

  /** The number of texts so far. */
  int size() {
    return texts.size;
  }

  /** The length of a text in bytes. */
  int length(int text) {
    return texts.lengths[text];
  }

  private byte[] bytes(int text) {
    return texts.offsets[text] < bodyLength ? body : repaired;
  }

  private int start(int text) {
    return texts.offsets[text] < bodyLength
        ? texts.offsets[text]
        : texts.offsets[text] - bodyLength;
  }

  /** Whether a text consists of these bytes. */
  boolean contentEquals(int text, byte[] bytes) {
    int from = start(text);
    return Arrays.equals(bytes(text), from, from + texts.lengths[text], bytes, 0, bytes.length);
  }

  private boolean contentEquals(int text, int other) {
    int from = start(text);
    int otherFrom = start(other);
    return Arrays.equals(
        bytes(text),
        from,
        from + texts.lengths[text],
        bytes(other),
        otherFrom,
        otherFrom + texts.lengths[other]);
  }

  /** Compares two texts by their bytes, unsigned. */
  int compare(int text, int other) {
    int from = start(text);
    int otherFrom = start(other);
    return Arrays.compareUnsigned(
        bytes(text),
        from,
        from + texts.lengths[text],
        bytes(other),
        otherFrom,
        otherFrom + texts.lengths[other]);
  }

  /** The same index for texts of the same content: that of one of them, 0 for the empty text. */
  int canonical(int text) throws UndecodableException {
    if (texts.lengths[text] == 0) {
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
    int end = at + texts.lengths[text];
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
    return texts.build(bytes);
  }
}
