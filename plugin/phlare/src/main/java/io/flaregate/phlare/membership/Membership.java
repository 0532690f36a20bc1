package io.flaregate.phlare.membership;

import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.ring.RingConfig;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import java.util.Set;

/** What one configuration of a ring leads to: the ingesters, and the distributors beside them. */
public final class Membership implements AutoCloseable {
  private final RingStore store;
  private final RingSource ingesters;
  private final RingSource distributors;

  private Membership(RingStore store, RingSource ingesters, RingSource distributors) {
    this.store = store;
    this.ingesters = ingesters;
    this.distributors = distributors;
  }

  /**
   * Opens the store that a configuration names and follows its rings. To be closed by the caller.
   *
   * @throws ComponentException if the store can never work, such as without its certificate
   */
  public static Membership open(PhlareRingConfig config, Settings settings)
      throws ComponentException {
    RingStore store = RingStores.open(config, settings);
    return new Membership(
        store,
        store.source(config.kvstore().ringKey(), ingesterPlacing(config)),
        store.source(config.kvstore().distributorKey(), distributorPlacing(config)));
  }

  private static RingConfig ingesterPlacing(PhlareRingConfig config) {
    return new RingConfig(
        config.replicationFactor(),
        config.zoneAwarenessEnabled(),
        true,
        config.heartbeatTimeout(),
        config.excludedZoneSet());
  }

  private static RingConfig distributorPlacing(PhlareRingConfig config) {
    return new RingConfig(1, false, true, config.distributor().heartbeatTimeout(), Set.of());
  }

  /** The ingesters that series are replicated to. */
  public RingSource ingesters() {
    return ingesters;
  }

  /** The distributors, this gateway among them if it shows itself; empty where none are known. */
  public RingSource distributors() {
    return distributors;
  }

  @Override
  public void close() {
    ingesters.close();
    distributors.close();
    store.close();
  }
}
