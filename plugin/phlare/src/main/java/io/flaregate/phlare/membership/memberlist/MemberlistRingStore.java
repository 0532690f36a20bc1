package io.flaregate.phlare.membership.memberlist;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.phlare.membership.HeartbeatLiveness;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.RingConfig;
import io.flaregate.spi.component.Settings;
import io.flaregate.transport.tls.TlsException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** The rings that gossip in one cluster, observed together. */
public final class MemberlistRingStore implements RingStore, RingWriter {
  private final Memberlist memberlist;
  private final Settings settings;

  private MemberlistRingStore(Memberlist memberlist, Settings settings) {
    this.memberlist = memberlist;
    this.settings = requireNonNull(settings, "settings is null");
  }

  /**
   * Starts to observe a cluster.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static MemberlistRingStore open(MemberlistConfig config, Settings settings)
      throws TlsException {
    return new MemberlistRingStore(Memberlist.open(config, settings), settings);
  }

  @Override
  public RingSource source(String key, RingConfig placing) {
    HeartbeatLiveness liveness =
        new HeartbeatLiveness(placing.heartbeatTimeout(), settings.clock(), System::nanoTime);
    return new MemberlistRingSource(memberlist, key, placing, liveness);
  }

  @Override
  public Optional<RingWriter> writer() {
    return Optional.of(this);
  }

  @Override
  public boolean forgetsOthers() {
    return false;
  }

  /** Forgets nobody: an observer may only gossip about its own entry. */
  @Override
  public CompletableFuture<Void> put(String key, Instance own, Predicate<Instance> forget) {
    return memberlist.publish(key, own);
  }

  /** Leaves a tombstone, which nodes take if it is as young as the entry. */
  @Override
  public CompletableFuture<Void> remove(String key, Instance member) {
    return memberlist.publish(key, member.withState(InstanceState.LEFT));
  }

  @Override
  public void close() {
    memberlist.close();
  }
}
