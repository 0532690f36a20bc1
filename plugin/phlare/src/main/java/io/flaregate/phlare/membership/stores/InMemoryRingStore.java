package io.flaregate.phlare.membership.stores;

import io.flaregate.phlare.membership.InMemoryRing;
import io.flaregate.phlare.membership.InMemoryRingSource;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The rings of this process ({@link InMemoryRing#named}). */
final class InMemoryRingStore implements RingStore, RingWriter {

  @Override
  public RingSource source(String key, RingConfig placing) {
    return new InMemoryRingSource(InMemoryRing.named(key), placing, "inmemory " + key);
  }

  @Override
  public Optional<RingWriter> writer() {
    return Optional.of(this);
  }

  /** Forgets nobody: members of this process send no heartbeats. */
  @Override
  public CompletableFuture<Void> put(String key, Instance own, Predicate<Instance> forget) {
    InMemoryRing.named(key).join(own);
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletableFuture<Void> remove(String key, Instance member) {
    InMemoryRing.named(key).leave(member.id());
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {}
}
