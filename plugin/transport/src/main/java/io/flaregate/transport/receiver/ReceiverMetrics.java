package io.flaregate.transport.receiver;

import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;
import io.flaregate.transport.admission.ByteBudget;
import java.util.Map;

/** What a receiver counts, under the names that the Collector's and Pyroscope's users know. */
public final class ReceiverMetrics {
  private static final int BUCKETS = 30;
  private static final double SMALLEST_BUCKET = 10 * 1024;
  private static final double LARGEST_BUCKET = 15 * 1024 * 1024;

  private final String receiver;
  private final Counter accepted;
  private final Counter refused;
  private final Counter failed;
  private final Counter requests;
  private final Counter discarded;
  private final Counter repaired;
  private final Histogram compressed;
  private final Histogram decompressed;

  /**
   * Metrics of a receiver.
   *
   * @param receiver its id
   * @param meter where they are registered
   * @param budget where its requests are booked
   */
  public ReceiverMetrics(String receiver, Meter meter, ByteBudget budget) {
    this.receiver = receiver;
    accepted = samples(meter, "accepted", "Samples that were stored.");
    refused = samples(meter, "refused", "Samples that the pipeline did not store.");
    failed = samples(meter, "failed", "Samples of requests that ended in an internal error.");
    requests =
        meter.counter(
            "flaregate_requests_total",
            "Requests, by the status that they were answered with.",
            "transport",
            "status");
    discarded =
        meter.counter(
            "pyroscope_discarded_samples_total",
            "Profiles that were rejected.",
            "reason",
            "tenant");
    repaired =
        meter.counter(
            "flaregate_decode_repairs_total",
            "Things that decoding left out of profiles, or repaired.",
            "reason",
            "tenant");
    compressed =
        bytes(meter, "pyroscope_distributor_received_compressed_bytes", "Sizes as received.");
    decompressed =
        bytes(
            meter,
            "pyroscope_distributor_received_decompressed_bytes",
            "Sizes after decompression.");
    meter
        .gauge("flaregate_inflight_bytes", "Bytes that requests under way hold.", "component")
        .observe(budget::reservedBytes, receiver);
  }

  private static Counter samples(Meter meter, String what, String help) {
    String name = "otelcol_receiver_" + what + "_profile_samples";
    return meter.counter(name, help, "receiver", "transport");
  }

  private static Histogram bytes(Meter meter, String name, String help) {
    double factor = Math.pow(LARGEST_BUCKET / SMALLEST_BUCKET, 1.0 / (BUCKETS - 1));
    double[] bounds = new double[BUCKETS];
    for (int i = 0; i < BUCKETS; i++) {
      bounds[i] = SMALLEST_BUCKET * Math.pow(factor, i);
    }
    return meter.histogram(name, help, bounds, "type", "tenant");
  }

  /** A request was answered. */
  public void answered(String transport, String status) {
    requests.increment(transport, status);
  }

  /**
   * A body was received whole.
   *
   * @param type what it held, one of few: {@code otel}, {@code push}
   * @param wireBytes its size as it came
   * @param bodyBytes its size after decompression
   */
  public void received(String type, String tenant, long wireBytes, long bodyBytes) {
    compressed.record((double) wireBytes, type, tenant);
    decompressed.record((double) bodyBytes, type, tenant);
  }

  /** A request was larger than it may be; how many profiles it held is not known. */
  public void tooLarge(String tenant) {
    discarded.increment(Reason.BODY_SIZE_LIMIT_EXCEEDED.label(), tenant);
  }

  /** A body could not be decoded. */
  public void undecodable(String tenant, Reason reason) {
    discarded.increment(reason.label(), tenant);
  }

  /** What decoding rejected and repaired. */
  public void decoded(String tenant, Map<Reason, Long> counts) {
    counts.forEach(
        (reason, count) ->
            (isRejection(reason) ? discarded : repaired).add(count, reason.label(), tenant));
  }

  private static boolean isRejection(Reason reason) {
    return switch (reason) {
      case MALFORMED_PROFILE,
          SAMPLES_LIMIT,
          EXPANSION_LIMIT,
          PROFILE_SIZE_LIMIT,
          INVALID_LABELS,
          UNAUTHENTICATED,
          INVALID_TENANT ->
          true;
      default -> false;
    };
  }

  /** What became of the samples of the profiles that were handed on. */
  public void consumed(String transport, Profiles profiles, ConsumeResult result) {
    long stored = 0;
    long others = 0;
    for (int row = 0; row < profiles.size(); row++) {
      int samples = profiles.rows().sampleCount(row);
      if (result.outcome(row) == Outcome.STORED) {
        stored += samples;
      } else {
        others += samples;
      }
    }
    accepted.add((double) stored, receiver, transport);
    (isInternal(result) ? failed : refused).add((double) others, receiver, transport);
  }

  private static boolean isInternal(ConsumeResult result) {
    return result.details().stream().anyMatch(detail -> detail.reason() == Reason.INTERNAL);
  }
}
