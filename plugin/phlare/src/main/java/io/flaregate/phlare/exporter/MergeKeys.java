package io.flaregate.phlare.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Hashes and compares the merge keys of rows: what readers of Pyroscope take for one profile. That
 * is the labels without those that its fingerprint leaves out, the sample types, the period's type,
 * and the millisecond of the start (distributor.md, section 6). Texts are compared by content,
 * since a table may hold one text twice. The tenant is that of the request.
 */
final class MergeKeys {
  private static final byte[][] NOT_IN_FINGERPRINT = {
    "__delta__".getBytes(UTF_8), "__order__".getBytes(UTF_8), "__otel__".getBytes(UTF_8)
  };
  private static final byte[] NAME = "__name__".getBytes(UTF_8);
  private static final byte[] DELTA = "__delta__".getBytes(UTF_8);
  private static final byte[] MEMORY = "memory".getBytes(UTF_8);
  private static final byte[] FALSE = "false".getBytes(UTF_8);
  private static final byte[] ALLOC = "alloc_".getBytes(UTF_8);
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MIX = 0x9E3779B1;

  private final Rows rows;
  private final StringTable strings;
  private final SeriesLabels labels;
  private final StringTable labelStrings;
  private final long receivedUnixNanos;
  private final int seed;
  private final BitSet leftOut = new BitSet();
  private long @Nullable [] decided;

  /**
   * The keys of split profiles.
   *
   * @param receivedUnixNanos the start of rows that have none
   * @param seed makes hashes unpredictable
   */
  MergeKeys(Profiles profiles, long receivedUnixNanos, int seed) {
    rows = profiles.rows();
    strings = profiles.dictionary().strings();
    labels = profiles.labels();
    labelStrings = labels.strings();
    this.receivedUnixNanos = receivedUnixNanos;
    this.seed = seed;
  }

  /** When a row starts, nanoseconds since 1970: what was decided, else what its sender said. */
  long timeUnixNanos(int row) {
    if (decided != null && decided[row] != 0) {
      return decided[row];
    }
    long time = rows.timeUnixNanos(row);
    return time == 0 ? receivedUnixNanos : time;
  }

  /** Whether the sender gave a row a time. The processor puts the time of receipt in its place. */
  boolean hasTime(int row) {
    long time = rows.timeUnixNanos(row);
    return time != 0 && time != receivedUnixNanos;
  }

  /** Decides on another time for a row. */
  void decideTime(int row, long unixNanos) {
    if (decided == null) {
      decided = new long[rows.size()];
    }
    decided[row] = unixNanos;
  }

  /** Leaves a row out of all groups. */
  void leaveOut(int row) {
    leftOut.set(row);
  }

  /** Whether a row is in no group. */
  boolean isLeftOut(int row) {
    return leftOut.get(row);
  }

  /** Takes back what was decided and left out. */
  void reset() {
    decided = null;
    leftOut.clear();
  }

  /** The millisecond of a row since 1970. */
  long millis(int row) {
    // Times after 2262 come as negative numbers; they are unsigned on the wire.
    return Long.divideUnsigned(timeUnixNanos(row), NANOS_PER_MILLI);
  }

  int hash(int row) {
    int hash = mix(seed, Long.hashCode(millis(row)));
    for (int label = labels.start(row); label < labels.end(row); label++) {
      if (counts(label)) {
        hash = mix(hash, labelStrings.hash(labels.name(label), seed));
        hash = mix(hash, labelStrings.hash(labels.value(label), seed));
      }
    }
    int types = rows.typeStart(row) + rows.typeCount(row);
    for (int type = rows.typeStart(row); type < types; type++) {
      hash = mix(hash, strings.hash(rows.typeName(type), seed));
      hash = mix(hash, strings.hash(rows.typeUnit(type), seed));
    }
    hash = mix(hash, strings.hash(rows.periodName(row), seed));
    return mix(hash, strings.hash(rows.periodUnit(row), seed));
  }

  private static int mix(int hash, int part) {
    int mixed = (hash ^ part) * MIX;
    return mixed ^ mixed >>> 15;
  }

  boolean equal(int row, int other) {
    return millis(row) == millis(other)
        && strings.contentEquals(rows.periodName(row), rows.periodName(other))
        && strings.contentEquals(rows.periodUnit(row), rows.periodUnit(other))
        && equalTypes(row, other)
        && equalLabels(row, other);
  }

  private boolean equalTypes(int row, int other) {
    int count = rows.typeCount(row);
    if (count != rows.typeCount(other)) {
      return false;
    }
    for (int i = 0; i < count; i++) {
      int type = rows.typeStart(row) + i;
      int otherType = rows.typeStart(other) + i;
      if (!strings.contentEquals(rows.typeName(type), rows.typeName(otherType))
          || !strings.contentEquals(rows.typeUnit(type), rows.typeUnit(otherType))) {
        return false;
      }
    }
    return true;
  }

  /** Both label sets are sorted by name, so one walk compares them. */
  private boolean equalLabels(int row, int other) {
    int label = next(labels.start(row), labels.end(row));
    int otherLabel = next(labels.start(other), labels.end(other));
    while (label < labels.end(row) && otherLabel < labels.end(other)) {
      if (!labelStrings.contentEquals(labels.name(label), labels.name(otherLabel))
          || !labelStrings.contentEquals(labels.value(label), labels.value(otherLabel))) {
        return false;
      }
      label = next(label + 1, labels.end(row));
      otherLabel = next(otherLabel + 1, labels.end(other));
    }
    return label == labels.end(row) && otherLabel == labels.end(other);
  }

  /** The first label from {@code at} on that is part of the key. */
  private int next(int at, int end) {
    int label = at;
    while (label < end && !counts(label)) {
      label++;
    }
    return label;
  }

  private boolean counts(int label) {
    for (byte[] name : NOT_IN_FINGERPRINT) {
      if (labelStrings.contentEquals(labels.name(label), name)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether a row is of a series that counts since the start of its process. Ingesters turn such
   * series into differences in order of arrival, so its profiles must never be merged.
   */
  boolean isCumulative(int row) {
    boolean memory = false;
    for (int label = labels.start(row); label < labels.end(row); label++) {
      int name = labels.name(label);
      if (labelStrings.contentEquals(name, NAME)) {
        memory = labelStrings.contentEquals(labels.value(label), MEMORY);
      } else if (labelStrings.contentEquals(name, DELTA)
          && labelStrings.contentEquals(labels.value(label), FALSE)) {
        return false;
      }
    }
    return memory && hasAllocations(row);
  }

  private boolean hasAllocations(int row) {
    int types = rows.typeStart(row) + rows.typeCount(row);
    for (int type = rows.typeStart(row); type < types; type++) {
      if (startsWith(rows.typeName(type), ALLOC)) {
        return true;
      }
    }
    return false;
  }

  private boolean startsWith(int text, byte[] prefix) {
    if (strings.length(text) < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (strings.byteAt(text, i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }
}
