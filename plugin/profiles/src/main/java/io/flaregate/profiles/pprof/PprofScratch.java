package io.flaregate.profiles.pprof;

import io.flaregate.profiles.merge.IntColumn;
import io.flaregate.profiles.merge.LongColumn;
import io.flaregate.profiles.wire.ProtoScanner;
import java.util.Arrays;

/** What a decoder uses again for its next pprof; large arrays are let go of in between. */
final class PprofScratch {
  /** The largest array that is kept, in entries. */
  private static final int KEPT_ENTRIES = 1 << 16;

  final ProtoScanner scan = new ProtoScanner();
  final PprofOutline outline = new PprofOutline(scan);
  final EntryFields fields = new EntryFields();
  final IdTable mappingIds = new IdTable("mapping");
  final IdTable functionIds = new IdTable("function");
  final IdTable locationIds = new IdTable("location");
  final IntColumn lineFunctions = new IntColumn();
  final LongColumn lineNumbers = new LongColumn();
  final LongColumn lineColumns = new LongColumn();
  final LabelColumns labels = new LabelColumns(scan);
  final LabelDecoder labelDecoder = new LabelDecoder();

  /** Whether samples may refer to every location. */
  boolean allUsable;

  private boolean[] usable = {};

  /** For each location whether samples may refer to it; not for 0, which stands for none. */
  boolean[] usable(int size) {
    if (usable.length < size) {
      usable = new boolean[size];
    }
    return usable;
  }

  /** Forgets the pprof that was read. */
  void trim() {
    scan.release();
    outline.reset();
    mappingIds.trim();
    functionIds.trim();
    locationIds.trim();
    lineFunctions.reset();
    lineNumbers.reset();
    lineColumns.reset();
    labels.trim();
    labelDecoder.trim();
    if (usable.length > KEPT_ENTRIES) {
      usable = new boolean[0];
    }
  }

  /** An array of at least this size, whatever is in it: the given one if it is large enough. */
  static int[] sized(int[] array, int size) {
    return array.length < size ? new int[size] : array;
  }

  /** An array of at least this size, whatever is in it: the given one if it is large enough. */
  static long[] sized(long[] array, int size) {
    return array.length < size ? new long[size] : array;
  }

  /** An array whose first entries are all the same: the given one if it is large enough. */
  static int[] filled(int[] array, int size, int value) {
    int[] filled = sized(array, size);
    Arrays.fill(filled, 0, size, value);
    return filled;
  }

  /** The array, or an empty one if it is too large to be kept. */
  static int[] kept(int[] array) {
    return array.length > KEPT_ENTRIES ? new int[0] : array;
  }

  /** The array, or an empty one if it is too large to be kept. */
  static long[] kept(long[] array) {
    return array.length > KEPT_ENTRIES ? new long[0] : array;
  }
}
