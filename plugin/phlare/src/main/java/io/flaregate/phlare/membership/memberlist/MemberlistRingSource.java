package io.flaregate.phlare.membership.memberlist;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenRing;
import io.flaregate.spi.component.Settings;
import io.flaregate.transport.tls.TlsException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * A ring that gossips over memberlist, as an observer sees it. Empty until a node has answered;
 * while none does, the last good ring stays and its view ages.
 */
public final class MemberlistRingSource implements RingSource {
  private final String source;
  private final Function<List<Instance>, Liveness> liveness;
  private final List<Runnable> actions = new CopyOnWriteArrayList<>();
  private final Runnable closeObserver;
  private final Memberlist.Watch watch;
  private volatile RingView view;

  /**
   * Follows a ring of a cluster that is observed already; closing this leaves that open.
   *
   * @param key the ring: {@code collectors/ring}
   * @param placing how it places series
   * @param liveness tells which members are to be believed alive; called once at the start and
   *     after each answer that told of the ring, with the members as of it, whether or not anything
   *     changed, always by one thread at a time
   */
  public MemberlistRingSource(
      Memberlist memberlist,
      String key,
      RingConfig placing,
      Function<List<Instance>, Liveness> liveness) {
    this(memberlist, key, placing, liveness, () -> {});
  }

  private MemberlistRingSource(
      Memberlist memberlist,
      String key,
      RingConfig placing,
      Function<List<Instance>, Liveness> liveness,
      Runnable closeObserver) {
    this.source = "memberlist " + key;
    this.liveness = requireNonNull(liveness, "liveness is null");
    this.closeObserver = closeObserver;
    view = viewOf(TokenRing.of(placing, List.of()));
    watch = memberlist.watch(key, this::onRing);
  }

  /**
   * Observes a cluster for one ring; closing the source ends that.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static MemberlistRingSource open(
      MemberlistConfig config,
      String key,
      RingConfig placing,
      Function<List<Instance>, Liveness> liveness,
      Settings settings)
      throws TlsException {
    Memberlist memberlist = Memberlist.open(config, settings);
    return new MemberlistRingSource(memberlist, key, placing, liveness, memberlist::close);
  }

  private RingView viewOf(TokenRing ring) {
    return new RingView(ring, liveness.apply(ring.instances()), source, System.nanoTime());
  }

  private void onRing(List<Instance> members, boolean changed) {
    RingView before = view;
    TokenRing ring = before.ring();
    RingView now = viewOf(changed ? ring.withInstances(members) : ring);
    view = now;
    if (changed || !now.liveness().equals(before.liveness())) {
      actions.forEach(Runnable::run);
    }
  }

  @Override
  public RingView view() {
    return view;
  }

  @Override
  public void onChange(Runnable action) {
    actions.add(requireNonNull(action, "action is null"));
  }

  @Override
  public void close() {
    watch.close();
    closeObserver.run();
    actions.clear();
  }
}
