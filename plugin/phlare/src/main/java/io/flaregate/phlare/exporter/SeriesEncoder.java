package io.flaregate.phlare.exporter;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.compress.GzipCompressor;
import io.flaregate.phlare.config.Compression;
import io.flaregate.phlare.push.EncodedSeries;
import io.flaregate.phlare.push.SeriesId;
import io.flaregate.phlare.push.SeriesStamp;
import io.flaregate.profiles.pprof.PprofEncoder;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.profiles.SeriesLabels;
import io.flaregate.spi.profiles.StringTable;
import java.util.Arrays;
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
  EncodedSeries encode(Profiles profiles, int[] rows, MergeKeys keys, SeriesTokens tokens) {
    long time = keys.timeUnixNanos(rows[0]);
    for (int row : rows) {
      time = Math.min(time, keys.timeUnixNanos(row));
    }
    Frame frame = new Frame(profiles.labels(), rows[0], time, tokens, keys.isCumulative(rows[0]));
    pprofs.encode(profiles, rows, time, frame);
    return frame.series();
  }

  /** Makes a series of a pprof where the encoder wrote it, so that only what is sent is copied. */
  private final class Frame implements StringTable.ByteVisitor {
    private final SeriesLabels labels;
    private final int row;
    private final long timeUnixNanos;
    private final SeriesTokens tokens;
    private final boolean cumulative;
    private @Nullable EncodedSeries series;

    Frame(
        SeriesLabels labels, int row, long timeUnixNanos, SeriesTokens tokens, boolean cumulative) {
      this.labels = labels;
      this.row = row;
      this.timeUnixNanos = timeUnixNanos;
      this.tokens = tokens;
      this.cumulative = cumulative;
    }

    @Override
    public void visit(byte[] bytes, int offset, int length) {
      UUID id = ids.of(tokens.tenant(), labels, row, timeUnixNanos, bytes, offset, length);
      byte[] sent =
          gzip == null
              ? Arrays.copyOfRange(bytes, offset, offset + length)
              : gzip.compress(bytes, offset, length);
      int token = tokens.token(labels, row);
      SeriesStamp stamp = new SeriesStamp(id, token, timeUnixNanos, cumulative);
      series = EncodedSeries.of(labels, row, stamp, sent, length);
    }

    EncodedSeries series() {
      return requireNonNull(series, "the encoder showed no pprof");
    }
  }

  /** How many sums of the last series did not fit, so that 2^63−1 took their place. */
  int saturatedValues() {
    return pprofs.saturatedValues();
  }

  /** Lets go of the request and of what it took much of. */
  void trim() {
    pprofs.trim();
  }

  @Override
  public void close() {
    if (gzip != null) {
      gzip.close();
    }
  }
}
