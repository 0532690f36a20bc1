package io.flaregate.profiles.otlp;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Arrays that a decoder uses again for its next request. What a large request made large is let go
 * of after it.
 */
final class Scratch {

  /** The largest array that is kept, in entries. */
  private static final int KEPT_ENTRIES = 1 << 16;

  /** How many requests go by between two looks at whether columns are far too large. */
  private static final int BODIES_BETWEEN_LOOKS = 64;

  /** Mixed into every hash, so that no sender can choose texts that collide. */
  final int seed = ThreadLocalRandom.current().nextInt();

  /** For each text, the canonical one; 0 if not known yet. */
  int[] canonical = new int[0];

  /** Canonical texts. */
  final Slots textSlots = new Slots();

  /** For each text, the last list of attributes that had it as a key. */
  int[] keyStamps = new int[0];

  /** Goes up with each list of attributes. */
  int keyStamp;

  /** Canonical links. */
  final Slots linkSlots = new Slots();

  /** For each attribute of the table, the first of the same content. */
  int[] canonicalAttributes = new int[0];

  /** For each attribute of the table, the rank of its key among all keys. */
  int[] attributeRanks = new int[0];

  /** Canonical attributes. */
  final Slots attributeSlots = new Slots();

  /** For each attribute of the table, the list that has it alone; 0 if there is none yet. */
  int[] listsOfOne = new int[0];

  /** For each text that is a key of the attribute table, its rank plus 1. */
  int[] keyRanks = new int[0];

  /** Lists of attributes. */
  final Slots listSlots = new Slots();

  /** Lists of attributes that samples had lately. */
  final RecentSets recentSets = new RecentSets();

  /** Attributes of one sample: as they came, and sorted. */
  int[] sampleAttributes = new int[16];

  long[] sortedAttributes = new long[16];

  /** What is read of a request, before it is copied. */
  private RequestColumns columns = new RequestColumns();

  /** The largest body that the columns were used for. */
  private int columnsBody;

  /** The largest body among those that are counted by {@link #bodies}. */
  private int largestLately;

  private int bodies;

  /**
   * Columns for a body of a size. They are let go of if none of the last bodies was nearly as large
   * as what they were made for.
   */
  RequestColumns columns(int bodyLength) {
    largestLately = Math.max(largestLately, bodyLength);
    if (++bodies == BODIES_BETWEEN_LOOKS) {
      if (largestLately < columnsBody / 4) {
        columns = new RequestColumns();
      }
      columnsBody = largestLately;
      largestLately = 0;
      bodies = 0;
    }
    columnsBody = Math.max(columnsBody, bodyLength);
    return columns;
  }

  /** Starts a list of attributes: no key has its stamp yet. */
  void nextKeyStamp() {
    if (++keyStamp < 0) {
      keyStamps = new int[0];
      keyStamp = 1;
    }
  }

  /** An array of zeros of at least this size: the given one if it is large enough. */
  static int[] zeroed(int[] array, int size) {
    if (array.length < size) {
      return new int[size];
    }
    Arrays.fill(array, 0, size, 0);
    return array;
  }

  /** Lets go of what is larger than requests usually need. */
  void trim() {
    canonical = kept(canonical);
    keyStamps = kept(keyStamps);
    canonicalAttributes = kept(canonicalAttributes);
    attributeRanks = kept(attributeRanks);
    listsOfOne = kept(listsOfOne);
    keyRanks = kept(keyRanks);
    if (sampleAttributes.length > KEPT_ENTRIES) {
      sampleAttributes = new int[16];
      sortedAttributes = new long[16];
    }
    textSlots.trim();
    linkSlots.trim();
    attributeSlots.trim();
    listSlots.trim();
  }

  /** How many entries the arrays have. */
  int keptEntries() {
    return columns.entries()
        + canonical.length
        + keyStamps.length
        + canonicalAttributes.length
        + attributeRanks.length
        + listsOfOne.length
        + keyRanks.length
        + recentSets.entries()
        + sampleAttributes.length
        + sortedAttributes.length
        + textSlots.capacity()
        + linkSlots.capacity()
        + attributeSlots.capacity()
        + listSlots.capacity();
  }

  private static int[] kept(int[] array) {
    return array.length > KEPT_ENTRIES ? new int[0] : array;
  }
}
