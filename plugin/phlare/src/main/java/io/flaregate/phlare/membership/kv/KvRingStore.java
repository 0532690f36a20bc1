package io.flaregate.phlare.membership.kv;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.spi.component.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The rings in a store that holds each as one value. */
public final class KvRingStore implements RingStore, RingWriter {
  private final KvStore store;
  private final Settings settings;

  /** The rings in a store, which is closed with this. */
  public KvRingStore(KvStore store, Settings settings) {
    this.store = requireNonNull(store, "store is null");
    this.settings = requireNonNull(settings, "settings is null");
  }

  @Override
  public RingSource source(String key, RingConfig placing) {
    return new KvRingSource(
        new KvRingFeed(store, key), store.type() + " " + key, placing, settings);
  }

  @Override
  public Optional<RingWriter> writer() {
    return Optional.of(this);
  }

  @Override
  public CompletableFuture<Void> put(String key, Instance own, Predicate<Instance> forget) {
    return store.cas(
        key,
        current -> {
          List<RingDesc.Entry> entries = others(current, own.id(), forget);
          entries.add(new RingDesc.Entry(own.id(), own, Map.of()));
          return RingDescCodec.encode(new RingDesc(entries));
        });
  }

  @Override
  public CompletableFuture<Void> remove(String key, Instance member) {
    return store.cas(
        key,
        current -> {
          List<RingDesc.Entry> others = others(current, member.id(), one -> false);
          int before = RingValue.read(current).entries().size();
          return others.size() == before ? null : RingDescCodec.encode(new RingDesc(others));
        });
  }

  /** The entries of others as they are, with the versions that newer writers give them. */
  private static List<RingDesc.Entry> others(
      byte @Nullable [] current, String own, Predicate<Instance> forget) throws StoreException {
    List<RingDesc.Entry> others = new ArrayList<>();
    for (RingDesc.Entry entry : RingValue.read(current).entries()) {
      if (!entry.key().equals(own) && !forget.test(entry.instance())) {
        others.add(entry);
      }
    }
    return others;
  }

  @Override
  public void close() {
    store.close();
  }
}
