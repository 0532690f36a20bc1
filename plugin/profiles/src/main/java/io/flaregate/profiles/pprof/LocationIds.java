package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Stacks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The ids of the locations that a pprof uses: 1..n without gaps, in the order of first use. An id
 * is made a varint once, however many stacktraces run through its location.
 */
final class LocationIds {
  // For each location of the dictionary: 0 if it has no id yet; > 0: the prepared varint of its id;
  // < 0: minus its id, which is too large for that. So the common case takes one load of it, and no
  // second one for its length.

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int KEPT_ENTRIES = 1 << 18;

  private final int maxPrepared;
  private int[] prepared = {};
  private int[] entries = {};
  private int count;

  /** How many locations stand in the stacktraces that were written. */
  private long written;

  LocationIds() {
    this(Varints.MAX_PREPARED);
  }

  /** For tests: ids beyond {@code maxPrepared} are not kept as varints. */
  LocationIds(int maxPrepared) {
    this.maxPrepared = maxPrepared;
  }

  /** Forgets all ids; the locations are those of a table of this size from now on. */
  void reset(int tableSize) {
    if (prepared.length < tableSize) {
      prepared = new int[tableSize];
    } else {
      forget();
    }
    count = 0;
    written = 0;
  }

  private void forget() {
    if (count > prepared.length >> 2) {
      Arrays.fill(prepared, 0);
      return;
    }
    for (int i = 0; i < count; i++) {
      prepared[entries[i]] = 0;
    }
  }

  /** Gives arrays that have become large back to the heap. */
  void trim() {
    if (prepared.length > KEPT_ENTRIES) {
      prepared = new int[0];
      entries = new int[0];
      count = 0;
    }
  }

  /**
   * Writes the ids of a part of the stacktraces as varints and returns the position after them.
   * There must be room for {@value Varints#MAX_INT_BYTES} bytes each.
   */
  int write(byte[] target, int position, Stacks stacks, int from, int to) {
    int length = to - from;
    boolean manyAreNew = count >= written >> 1 && length < maxPrepared - count;
    written += length;
    return manyAreNew
        ? writeNew(target, position, stacks, from, to)
        : writeKnown(target, position, stacks, from, to);
  }

  /** Without branches: at first nobody can tell which of the locations have an id already. */
  private int writeNew(byte[] target, int position, Stacks stacks, int from, int to) {
    reserve(to - from);
    int[] known = prepared;
    int[] order = entries;
    int ids = count;
    int next = Varints.prepared(ids + 1);
    int at = position;
    for (int i = from; i < to; i++) {
      int location = stacks.location(i);
      int varint = known[location];
      // All bits set for a location that has no id; none for location 0, which gets none.
      int isNew = ((varint - 1) & -location) >> 31;
      order[ids] = location;
      ids -= isNew;
      varint |= next & isNew;
      known[location] = varint;
      next = Varints.prepared(ids + 1);
      INTS.set(target, at, varint);
      at += Varints.preparedBytes(varint);
    }
    count = ids;
    return at;
  }

  /** Two at once as long as both have an id, then one by one. */
  private int writeKnown(byte[] target, int position, Stacks stacks, int from, int to) {
    int[] known = prepared;
    int at = position;
    int i = from;
    for (; i < to - 1; i += 2) {
      int first = known[stacks.location(i)];
      int second = known[stacks.location(i + 1)];
      if (first <= 0 || second <= 0) {
        break;
      }
      int bytes = Varints.preparedBytes(first);
      LONGS.set(target, at, Varints.preparedWord(first) | (long) second << (bytes * Byte.SIZE));
      at += bytes + Varints.preparedBytes(second);
    }
    for (; i < to; i++) {
      int location = stacks.location(i);
      int varint = known[location];
      if (varint > 0) {
        INTS.set(target, at, varint);
        at += Varints.preparedBytes(varint);
      } else {
        at = writeRare(target, at, location);
      }
    }
    return at;
  }

  private int writeRare(byte[] target, int at, int location) {
    if (location == 0) {
      // None: a sample that names location 0 cannot be read.
      return at;
    }
    int known = prepared[location];
    return Varints.put(target, at, known < 0 ? -known : assign(location));
  }

  private int assign(int location) {
    reserve(1);
    entries[count++] = location;
    prepared[location] = count <= maxPrepared ? Varints.prepared(count) : -count;
    return count;
  }

  /** Makes room for so many more ids, as far as there are locations, and for one behind them. */
  private void reserve(int ids) {
    int most = prepared.length + 1;
    int needed = (int) Math.min(count + ids + 1L, most);
    if (entries.length < needed) {
      entries = Arrays.copyOf(entries, Math.max(needed, Math.min(2 * count + 64, most)));
    }
  }

  /** About how many bytes the ids of so many locations take: a little more, rather than less. */
  int guessBytes(int locations) {
    return count < 1 << 7 ? locations : 2 * locations;
  }

  /** How many ids were given: the highest. */
  int count() {
    return count;
  }

  /** The location that has an id, 1 to {@link #count}. */
  int entry(int id) {
    return entries[id - 1];
  }

  /**
   * Copies the locations that have ids, by their ids.
   *
   * @param array what is used for it if it is large enough
   */
  int[] copyTo(int[] array) {
    int[] target = array.length < count ? new int[entries.length] : array;
    System.arraycopy(entries, 0, target, 0, count);
    return target;
  }

  /** Whether these locations have the ids, and no others. */
  boolean hasSame(int[] others, int number) {
    return count == number && Arrays.equals(entries, 0, count, others, 0, count);
  }
}
