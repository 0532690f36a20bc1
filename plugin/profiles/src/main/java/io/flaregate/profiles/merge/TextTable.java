package io.flaregate.profiles.merge;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;

/**
 * Texts, each kept once: equal texts have equal ids, which count from 0, the empty text, in the
 * order of first use. The bytes are copied. Equality is exact; the hash is seeded. Not thread-safe.
 */
public final class TextTable {
  private final SeededHash hash = new SeededHash();
  private final StringTable.ByteVisitor interner = this::internVisited;
  private byte[] pool = new byte[256];
  private int[] offsets = new int[16];
  private int[] lengths = new int[16];
  private int[] hashes = new int[16];
  private int[] slots = new int[Tables.capacity(0)];
  private int poolSize;
  private int size;
  private int visited;

  /** A table that holds the empty text only. */
  public TextTable() {
    intern(new byte[0]);
  }

  /** The number of different texts. */
  public int size() {
    return size;
  }

  /** The length of a text in bytes. */
  public int length(int id) {
    return lengths[id];
  }

  /** A text as a String. */
  public String get(int id) {
    return new String(pool, offsets[id], lengths[id], UTF_8);
  }

  /** A byte of a text; the caller keeps {@code at} below {@link #length}. */
  public byte byteAt(int id, int at) {
    return pool[offsets[id] + at];
  }

  /** The id of a text of another table. */
  public int intern(StringTable strings, int index) {
    strings.visit(index, interner);
    return visited;
  }

  /** The id of a text given as its bytes, which are UTF-8. */
  public int intern(byte[] text) {
    return intern(text, 0, text.length);
  }

  private void internVisited(byte[] bytes, int offset, int length) {
    visited = intern(bytes, offset, length);
  }

  private int intern(byte[] bytes, int offset, int length) {
    int key = hash.bytes(bytes, offset, length);
    int mask = slots.length - 1;
    int slot = key & mask;
    while (slots[slot] != 0) {
      int id = slots[slot] - 1;
      if (hashes[id] == key && contentEquals(id, bytes, offset, length)) {
        return id;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = size + 1;
    return append(bytes, offset, length, key);
  }

  private boolean contentEquals(int id, byte[] bytes, int offset, int length) {
    int from = offsets[id];
    return Arrays.equals(pool, from, from + lengths[id], bytes, offset, offset + length);
  }

  private int append(byte[] bytes, int offset, int length, int key) {
    int id = size++;
    offsets = Tables.copied(offsets, size);
    lengths = Tables.copied(lengths, size);
    hashes = Tables.copied(hashes, size);
    int needed = Math.addExact(poolSize, length);
    if (needed > pool.length) {
      long doubled = Math.min(2L * pool.length, Integer.MAX_VALUE - 8);
      pool = Arrays.copyOf(pool, Math.max(needed, (int) doubled));
    }
    System.arraycopy(bytes, offset, pool, poolSize, length);
    offsets[id] = poolSize;
    lengths[id] = length;
    hashes[id] = key;
    poolSize = needed;
    if (Tables.capacity(size) > slots.length) {
      rehash();
    }
    return id;
  }

  private void rehash() {
    slots = new int[slots.length * 2];
    int mask = slots.length - 1;
    for (int id = 0; id < size; id++) {
      int slot = hashes[id] & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = id + 1;
    }
  }

  /**
   * Where texts stand among each other when sorted by their bytes, unsigned. Takes time in
   * proportion to the bytes of the texts, however often each of them is used later.
   *
   * @param ids different ids
   * @return for each id of the table its place; 0 for those that were not given
   */
  public int[] ranks(int[] ids, int count) {
    Integer[] sorted = new Integer[count];
    for (int i = 0; i < count; i++) {
      sorted[i] = ids[i];
    }
    Arrays.sort(sorted, this::compare);
    int[] ranks = new int[size];
    for (int i = 0; i < count; i++) {
      ranks[sorted[i]] = i;
    }
    return ranks;
  }

  private int compare(int id, int other) {
    return compare(id, other, Integer.MAX_VALUE);
  }

  /** Compares the first bytes of two texts, unsigned; 0 if they do not differ in so many bytes. */
  public int compare(int id, int other, int maxBytes) {
    int from = offsets[id];
    int otherFrom = offsets[other];
    return Arrays.compareUnsigned(
        pool,
        from,
        from + Math.min(lengths[id], maxBytes),
        pool,
        otherFrom,
        otherFrom + Math.min(lengths[other], maxBytes));
  }

  /** The texts as a table of their own; ids are its indices. */
  public StringTable toStringTable() {
    return StringTable.of(
        Arrays.copyOf(pool, poolSize),
        Arrays.copyOf(offsets, size),
        Arrays.copyOf(lengths, size),
        size);
  }
}
