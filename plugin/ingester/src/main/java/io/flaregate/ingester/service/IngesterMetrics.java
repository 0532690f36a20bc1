package io.flaregate.ingester.service;

import static java.util.Objects.requireNonNull;

import io.flaregate.ingester.store.ProfileStore;
import io.flaregate.spi.telemetry.Counter;
import io.flaregate.spi.telemetry.Meter;
import io.grpc.Status;
import java.util.Locale;

/** What an ingester counts. Several ingesters of one process are told apart by a label. */
public final class IngesterMetrics {
  private static final String LABEL = "ingester";

  private final Meter meter;
  private final String name;
  private final Counter pushes;
  private final Counter profiles;
  private final Counter bytes;

  /**
   * Sets the counters up.
   *
   * @param name the value of the label {@code ingester}
   */
  public IngesterMetrics(Meter meter, String name) {
    this.meter = requireNonNull(meter, "meter is null");
    this.name = requireNonNull(name, "name is null");
    this.pushes =
        meter.counter(
            "flaregate_ingester_pushes_total",
            "Pushes answered, by the status of the answer.",
            LABEL,
            "status");
    this.profiles =
        meter.counter(
            "flaregate_ingester_profiles_received_total", "Profiles stored by pushes.", LABEL);
    this.bytes =
        meter.counter(
            "flaregate_ingester_received_bytes_total",
            "Bytes of pprof stored by pushes, before compression.",
            LABEL);
  }

  void pushed(Status.Code status, long profilesStored, long plainBytes) {
    pushes.increment(name, status.name().toLowerCase(Locale.ROOT));
    profiles.add((double) profilesStored, name);
    bytes.add((double) plainBytes, name);
  }

  /** Shows what a store holds. */
  public void observe(ProfileStore store) {
    meter
        .gauge("flaregate_ingester_profiles", "Profiles in the store.", LABEL)
        .observe(() -> store.totals().profiles(), name);
    meter
        .gauge("flaregate_ingester_bytes", "Bytes of compressed pprof in the store.", LABEL)
        .observe(() -> store.totals().bytes(), name);
    meter
        .gauge("flaregate_ingester_series", "Series in the store, over all tenants.", LABEL)
        .observe(() -> store.totals().series(), name);
    meter
        .gauge(
            "flaregate_ingester_profiles_deleted",
            "Profiles that retention has deleted since the start.",
            LABEL)
        .observe(store::deleted, name);
  }
}
