package io.flaregate.phlare.membership.stores;

import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.KvStoreConfig.Store;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.consul.ConsulStore;
import io.flaregate.phlare.membership.etcd.EtcdKvStore;
import io.flaregate.phlare.membership.http.RingPageStore;
import io.flaregate.phlare.membership.kv.KvRingStore;
import io.flaregate.phlare.membership.memberlist.MemberlistRingStore;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import io.flaregate.transport.tls.TlsException;

/** Opens the store that a configuration names. */
final class RingStores {
  private RingStores() {}

  /**
   * A store, which the caller closes.
   *
   * @throws ComponentException if it can never work, such as without its certificate
   */
  static RingStore open(PhlareRingConfig config, Settings settings) throws ComponentException {
    KvStoreConfig kvstore = config.kvstore();
    if (kvstore.store() == Store.STATIC) {
      return new StaticRingStore(kvstore.ringKey(), config.staticInstances());
    }
    return open(kvstore.store(), kvstore, settings);
  }

  private static RingStore open(Store store, KvStoreConfig config, Settings settings)
      throws ComponentException {
    try {
      return switch (store) {
        case INMEMORY -> new InMemoryRingStore();
        case MEMBERLIST -> MemberlistRingStore.open(config.memberlist(), settings);
        case ETCD -> new KvRingStore(EtcdKvStore.open(config.etcd(), settings), settings);
        case CONSUL -> new KvRingStore(new ConsulStore(config.consul(), settings), settings);
        case HTTP -> new RingPageStore(config, settings);
        case MULTI -> multi(config, settings);
        case STATIC ->
            throw new ComponentException(
                settings.id() + ": kvstore.store: " + store.word() + " cannot be opened");
      };
    } catch (TlsException e) {
      throw new ComponentException(
          settings.id() + ": kvstore." + store.word() + ": " + e.getMessage(), e);
    }
  }

  private static RingStore multi(KvStoreConfig config, Settings settings)
      throws ComponentException {
    RingStore primary = open(config.primary(), config, settings);
    try {
      return new MultiRingStore(
          primary, open(config.secondary(), config, settings), config.multi(), settings);
    } catch (ComponentException e) {
      primary.close();
      throw e;
    }
  }
}
