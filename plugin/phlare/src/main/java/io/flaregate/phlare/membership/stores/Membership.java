package io.flaregate.phlare.membership.stores;

import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.RingConfig;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one configuration of a ring leads to: the ingesters, and the distributors beside them. */
public final class Membership implements AutoCloseable {
  private final RingStore store;
  private final RingSource ingesters;
  private final RingSource distributors;
  private final @Nullable Registration registration;

  private Membership(
      RingStore store,
      RingSource ingesters,
      RingSource distributors,
      @Nullable Registration registration) {
    this.store = store;
    this.ingesters = ingesters;
    this.distributors = distributors;
    this.registration = registration;
  }

  /**
   * Opens the store that a configuration names, follows its rings and shows this gateway among the
   * distributors, where the store can be written to. To be closed by the caller.
   *
   * @throws ComponentException if the store can never work, such as without its certificate
   */
  public static Membership open(PhlareRingConfig config, Settings settings)
      throws ComponentException {
    RingStore store = RingStores.open(config, settings);
    String distributors = config.kvstore().distributorKey();
    Registration registration =
        config.distributor().enabled()
            ? store
                .writer()
                .map(
                    writer ->
                        Registration.start(writer, distributors, config.distributor(), settings))
                .orElse(null)
            : null;
    return new Membership(
        store,
        store.source(config.kvstore().ringKey(), ingesterPlacing(config)),
        store.source(distributors, distributorPlacing(config)),
        registration);
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

  /** What takes members out of the rings on a person's word; empty if the store cannot. */
  public Optional<RingWriter> forgetting() {
    return store.forgetsOthers() ? store.writer() : Optional.empty();
  }

  /**
   * How many distributors are ACTIVE and alive, at least 1: this gateway is one, whether or not it
   * shows itself. What divides limits that hold for all of them together.
   */
  public int healthyDistributors() {
    RingView view = distributors.view();
    return Math.max(1, view.ring().healthyInstances(view.liveness()).size());
  }

  /** Writes to both rings; empty if their store is only read. */
  public Optional<RingWriter> writer() {
    return store.writer();
  }

  @Override
  public void close() {
    if (registration != null) {
      registration.close();
    }
    ingesters.close();
    distributors.close();
    store.close();
  }
}
