package io.flaregate.phlare.ringpage;

import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.spi.component.Settings;
import org.jspecify.annotations.Nullable;

/** The pages, JSON and metrics of both rings of a membership. */
public final class MembershipPages {
  private MembershipPages() {}

  /** Shows the rings of a membership that was opened from this configuration. */
  public static void open(Settings settings, PhlareRingConfig ring, Membership membership) {
    settings
        .meter()
        .gauge("pyroscope_distributor_replication_factor", "How many ingesters keep each series.")
        .set(ring.replicationFactor());
    RingAdmin.open(
        settings,
        membership.ingesters(),
        RingKind.INGESTER,
        forgetter(ring, membership, ring.kvstore().ringKey(), membership.ingesters()));
    RingAdmin.open(
        settings,
        membership.distributors(),
        RingKind.DISTRIBUTOR,
        forgetter(ring, membership, ring.kvstore().distributorKey(), membership.distributors()));
  }

  private static @Nullable Forgetter forgetter(
      PhlareRingConfig ring, Membership membership, String key, RingSource source) {
    return ring.allowForget()
        ? membership
            .forgetting()
            .map(writer -> new StoreForgetter(writer, key, source))
            .orElse(null)
        : null;
  }
}
