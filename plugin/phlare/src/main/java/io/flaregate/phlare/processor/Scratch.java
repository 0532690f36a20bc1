package io.flaregate.phlare.processor;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.profiles.merge.IntListTable;
import io.flaregate.profiles.merge.SampleMerger;
import io.flaregate.profiles.merge.StackTable;
import io.flaregate.profiles.pprof.PprofEncoder;

/** What work on one request allocates and the next can use again. One thread at a time. */
final class Scratch {
  /** The writer under the encoder refuses a little before its bound. */
  private static final int ENCODER_SLACK = 64;

  final StackTable stacks = new StackTable();
  final SampleMerger merger = new SampleMerger();
  final IntListTable keptLists = new IntListTable();
  final IntListTable profileIds = new IntListTable();
  final SeriesColumns series = new SeriesColumns();

  private PprofEncoder encoder = new PprofEncoder();
  private int encoderMax;

  /**
   * Writes pprofs that are a little larger than a limit, if there is one; made again where tenants
   * have different limits.
   */
  PprofEncoder encoder(LimitsConfig limits) {
    int max = limits.maxProfileSizeBytes();
    if (max != encoderMax) {
      boolean bounded = max != 0 && max <= Integer.MAX_VALUE - ENCODER_SLACK - Long.BYTES;
      encoder = bounded ? new PprofEncoder(max + ENCODER_SLACK) : new PprofEncoder();
      encoderMax = max;
    }
    return encoder;
  }

  /** Gives arrays that have become large back to the heap. */
  void trim() {
    stacks.trim();
    merger.trim();
    keptLists.reset();
    profileIds.reset();
    series.reset();
    encoder.trim();
  }
}
