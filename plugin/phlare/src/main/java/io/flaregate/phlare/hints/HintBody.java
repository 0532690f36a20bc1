package io.flaregate.phlare.hints;

import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.wal.log.RecordLostException;
import java.io.IOException;

/** Where the bytes of a hint are. Used by one thread at a time. */
interface HintBody {

  /**
   * The series.
   *
   * @throws RecordLostException if it is damaged or gone, and will not come back
   * @throws IOException if it cannot be read now
   */
  EncodedSeries load() throws IOException;

  /** The hint is done with, in whatever way; its bytes are not needed any more. */
  void release();

  /** A body in memory, which shares the series' bytes. */
  static HintBody inMemory(EncodedSeries series) {
    return new HintBody() {
      @Override
      public EncodedSeries load() {
        return series;
      }

      @Override
      public void release() {
        // Nothing but memory, which goes with the hint.
      }
    };
  }
}
