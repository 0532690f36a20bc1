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
  // For each location of the dictionary: 0 if it has no id yet; > 0: the varint of its id in the
  // lower three bytes, as they go to the array, and their number in the upper one; < 0: minus its
  // id, which takes more than three. So the common case is one load, one test and one store.

  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int KEPT_ENTRIES = 1 << 18;
  private static final int LENGTH_SHIFT = 24;

  private final int maxPrepared;
  private int[] prepared = {};
  private int[] entries = {};
  private int count;

  LocationIds() {
    this((1 << 21) - 1);
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
    int[] known = prepared;
    int at = position;
    for (int i = from; i < to; i++) {
      int location = stacks.location(i);
      int varint = known[location];
      if (varint > 0) {
        INTS.set(target, at, varint);
        at += varint >>> LENGTH_SHIFT;
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
    if (count == entries.length) {
      entries = Arrays.copyOf(entries, Math.max(64, Math.min(2 * count, prepared.length)));
    }
    entries[count++] = location;
    prepared[location] = count <= maxPrepared ? prepare(count) : -count;
    return count;
  }

  private static int prepare(int id) {
    if (id < 1 << 7) {
      return id | (1 << LENGTH_SHIFT);
    }
    int two = (id & 0x7F) | 0x80 | ((id & 0x3F80) << 1);
    return id < 1 << 14
        ? two | (2 << LENGTH_SHIFT)
        : two | 0x8000 | ((id >>> 14) << 16) | (3 << LENGTH_SHIFT);
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
