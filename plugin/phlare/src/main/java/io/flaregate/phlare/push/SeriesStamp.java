package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import java.util.UUID;

/**
 * What delivery has to know of a series besides its bytes.
 *
 * @param id the name of its profile, the same for all replicas ({@link SeriesId})
 * @param token where it belongs in the ring (distributor.md, section 9)
 * @param timeUnixNanos when its profile starts, nanoseconds since 1970
 * @param cumulative whether it counts since the start of its process: ingesters turn such series
 *     into differences in order of arrival, so it must not be handed over late
 */
public record SeriesStamp(UUID id, int token, long timeUnixNanos, boolean cumulative) {
  public SeriesStamp {
    requireNonNull(id, "id is null");
  }

  /** The stamp of a series of which only the name matters. */
  public static SeriesStamp named(UUID id) {
    return new SeriesStamp(id, 0, 0, false);
  }
}
