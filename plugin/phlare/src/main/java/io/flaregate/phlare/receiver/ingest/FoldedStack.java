package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.flaregate.phlare.receiver.batch.Batch;
import io.flaregate.profiles.wire.Utf8;
import io.flaregate.spi.consumer.Reason;
import java.util.Arrays;

/** Turns stacks of one text, frames from the root on with {@code ;} between them, into samples. */
final class FoldedStack {
  private final ProfileColumns columns;
  private int[] locations = new int[64];
  private int repaired;

  FoldedStack(ProfileColumns columns) {
    this.columns = columns;
  }

  /**
   * Adds a sample; its value must follow. Frames are looked at from the end on: columns have the
   * leaf first. Empty frames are none.
   *
   * @return how many frames it has
   */
  int sample(byte[] bytes, int from, int to) {
    int count = 0;
    int frameEnd = to;
    for (int at = to - 1; at >= from - 1; at--) {
      if (at < from || bytes[at] == ';') {
        if (frameEnd > at + 1) {
          if (count == locations.length) {
            locations = Arrays.copyOf(locations, 2 * count);
          }
          locations[count++] = location(bytes, at + 1, frameEnd);
        }
        frameEnd = at;
      }
    }
    columns.sample(locations, count, 0);
    return count;
  }

  /** The location of a frame. */
  int location(byte[] bytes, int from, int to) {
    if (!Utf8.isValid(bytes, from, to)) {
      repaired++;
    }
    return columns.location(new String(bytes, from, to - from, UTF_8), 0);
  }

  /** Tells of texts that were not UTF-8. */
  void warn(Batch batch) {
    batch.warn(Reason.INVALID_UTF8, repaired, repaired + " texts that are not UTF-8 repaired");
  }
}
