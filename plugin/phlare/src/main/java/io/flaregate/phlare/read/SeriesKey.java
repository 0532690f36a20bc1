package io.flaregate.phlare.read;

import org.jspecify.annotations.Nullable;

/**
 * What a series is known by among those that ingesters offer: its labels, or, where an ingester
 * does not tell them, the fingerprint of its labels. Replicas of a series have the same one.
 *
 * @param name the labels, if they were told
 * @param fingerprint otherwise 64 bits of a hash of all labels, the same on every ingester
 */
record SeriesKey(@Nullable SeriesName name, long fingerprint) {
  static SeriesKey named(SeriesName name) {
    return new SeriesKey(name, 0);
  }

  static SeriesKey numbered(long fingerprint) {
    return new SeriesKey(null, fingerprint);
  }
}
