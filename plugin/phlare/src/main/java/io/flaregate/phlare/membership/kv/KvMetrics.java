package io.flaregate.phlare.membership.kv;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.telemetry.Histogram;
import io.flaregate.spi.telemetry.Meter;

/** How long requests to a store take, under upstream's name. */
public final class KvMetrics {
  private static final double[] SECONDS = {
    .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 25, 50, 100
  };

  private final Histogram seconds;
  private final String type;

  /**
   * The requests to one kind of store.
   *
   * @param type the kind: {@code etcd}
   */
  public KvMetrics(Meter meter, String type) {
    this.type = requireNonNull(type, "type is null");
    seconds =
        meter.histogram(
            "pyroscope_kv_request_duration_seconds",
            "Time spent on requests to the stores of rings.",
            SECONDS,
            "type",
            "operation",
            "status_code");
  }

  /**
   * Notes a request.
   *
   * @param operation {@code GET} or {@code CAS}
   * @param nanos how long it took
   */
  public void observe(String operation, boolean succeeded, long nanos) {
    seconds.record(nanos / 1e9, type, operation, succeeded ? "200" : "500");
  }
}
