package io.flaregate.profiles.pprof;

import io.flaregate.profiles.wire.ProtoWriter;
import io.flaregate.profiles.wire.Varints;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.Rows;
import io.flaregate.spi.profiles.Samples;

/**
 * Takes the stacktraces of samples from the pprof before, if that was made of a row whose samples
 * have the same stacktraces in the same order: then all locations have the same ids, and what names
 * them is the same in each sample.
 */
final class RepeatedStacks {
  /** Larger samples are not kept: it does not pay to hold so much for each encoder. */
  private static final int KEPT_BYTES = 2 << 20;

  private static final int NO_ROW = -1;

  private final LocationIds locationIds;
  private final ProtoWriter out;

  /** Of the pprof that was written last; none if that is of several rows or not whole. */
  private int row = NO_ROW;

  private int samplesStart;
  private int samplesEnd;

  private boolean isSame;

  /** The samples of the pprof before, or of one before that with the same stacktraces. */
  private byte[] bytes = {};

  private int next;
  private int end;

  RepeatedStacks(LocationIds locationIds, ProtoWriter out) {
    this.locationIds = locationIds;
    this.out = out;
  }

  /**
   * Starts a pprof. Nothing of the one before may have been reset yet.
   *
   * @param hasSameProfiles whether the one before was of the same profiles
   */
  void start(Profiles profiles, int[] rows, boolean hasSameProfiles) {
    boolean wasSame = isSame;
    boolean mayBeSame = hasSameProfiles && rows.length == 1;
    isSame = mayBeSame && isAsBefore(profiles, rows[0]) && (wasSame || keep());
    next = 0;
    row = NO_ROW;
  }

  private boolean isAsBefore(Profiles profiles, int now) {
    if (row == NO_ROW || locationIds.count() == 0) {
      return false;
    }
    Rows rows = profiles.rows();
    int count = rows.sampleCount(now);
    return count == rows.sampleCount(row)
        && haveSameStacks(profiles.samples(), rows.sampleStart(row), rows.sampleStart(now), count);
  }

  private static boolean haveSameStacks(Samples samples, int before, int now, int count) {
    for (int i = 0; i < count; i++) {
      if (samples.stack(before + i) != samples.stack(now + i)) {
        return false;
      }
    }
    return true;
  }

  private boolean keep() {
    end = samplesEnd - samplesStart;
    if (out.size() < samplesEnd || end > KEPT_BYTES) {
      return false;
    }
    if (bytes.length < end) {
      bytes = new byte[Math.min(KEPT_BYTES, 2 * end)];
    }
    out.copy(samplesStart, samplesEnd, bytes, 0);
    return true;
  }

  /** Whether the samples have the stacktraces of the pprof before, and locations their ids. */
  boolean isSame() {
    return isSame;
  }

  /** Writes the stacktrace of the next sample, and returns the position after it. */
  int writeNext(byte[] target, int position) {
    long length = Varints.readShort(bytes, next + 1, end);
    int at = Varints.position(length);
    next = at + Varints.value(length);
    if (bytes[at] != SampleEncoder.LOCATION_ID) {
      return position;
    }
    long locations = Varints.readShort(bytes, at + 1, end);
    int size = Varints.position(locations) + Varints.value(locations) - at;
    System.arraycopy(bytes, at, target, position, size);
    return position + size;
  }

  /**
   * Says that a pprof is whole.
   *
   * @param start where its samples start
   * @param after the position after these
   */
  void end(int[] rows, int start, int after) {
    row = rows.length == 1 ? rows[0] : NO_ROW;
    samplesStart = start;
    samplesEnd = after;
  }
}
