package io.flaregate.phlare.exporter;

import io.flaregate.phlare.compress.GzipCompressor;
import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesId;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.profiles.Profiles;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Encodes series: rows to one pprof, its name, its compressed form, its frame. Serves one thread at
 * a time and keeps its arrays for the next request.
 */
final class SeriesEncoder implements AutoCloseable {
  private final PprofEncoder pprofs;
  private final SeriesId ids = new SeriesId();
  private final @Nullable GzipCompressor gzip;

  /**
   * An encoder.
   *
   * @param level of gzip, 1 to 9
   */
  SeriesEncoder(Compression compression, int level) {
    pprofs = new PprofEncoder();
    gzip = compression == Compression.GZIP ? GzipCompressor.open(level) : null;
  }

  /** The rows of one series, of which the first gives it its labels. */
  EncodedSeries encode(Profiles profiles, int[] rows, MergeKeys keys, String tenant) {
    long time = keys.timeUnixNanos(rows[0]);
    for (int row : rows) {
      time = Math.min(time, keys.timeUnixNanos(row));
    }
    byte[] plain = pprofs.encode(profiles, rows, time);
    UUID id = ids.of(tenant, profiles.labels(), rows[0], time, plain, 0, plain.length);
    byte[] sent = gzip == null ? plain : gzip.compress(plain, 0, plain.length);
    return EncodedSeries.of(profiles.labels(), rows[0], id, sent, plain.length);
  }

  /** How many sums of the last series did not fit, so that 2^63−1 took their place. */
  int saturatedValues() {
    return pprofs.saturatedValues();
  }

  @Override
  public void close() {
    if (gzip != null) {
      gzip.close();
    }
  }
}
