package io.flaregate.phlare.delivery;

import io.flaregate.phlare.push.EncodedSeries;

/**
 * Is told of each copy of a series that an ingester should have and has not, although the quorum
 * holds. Thread-safe.
 */
@FunctionalInterface
public interface MissedReplicas {
  /** Nobody wants to know. */
  MissedReplicas IGNORED = (tenant, ingester, series) -> {};

  /**
   * A copy was missed: the series is stored by quorum, and this ingester failed for a reason that
   * may pass. Called after the last push of the write has ended, before its bytes are given back;
   * must not block.
   *
   * @param tenant whose series it is
   * @param ingester the id of the ingester
   * @param series what it should have stored
   */
  void missed(String tenant, String ingester, EncodedSeries series);
}
