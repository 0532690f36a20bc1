package io.flaregate.phlare.ringpage;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenRing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** A ring that a test changes at will. */
final class Rings implements RingSource {
  static final RingConfig THREE = RingConfig.DEFAULT.withReplicationFactor(3);

  /** 2026-01-02T03:04:05Z less a minute and a half. */
  static final long HEARTBEAT = 1_767_322_955L;

  private final RingConfig config;
  private final List<Runnable> actions = new CopyOnWriteArrayList<>();
  private final Set<String> dead = new HashSet<>();
  private volatile RingView view;

  Rings(RingConfig config, Instance... members) {
    this.config = config;
    view = view(Arrays.asList(members));
  }

  private RingView view(Collection<Instance> members) {
    Set<String> without = Set.copyOf(dead);
    Liveness liveness = member -> !without.contains(member.id());
    return new RingView(TokenRing.of(config, members), liveness, "etcd collectors/ring", 0);
  }

  static Instance member(String id, String zone) {
    return Instance.active(id, id + ":9095", zone, StaticTokens.derive(id, 16))
        .withHeartbeat(HEARTBEAT);
  }

  void set(Instance... members) {
    view = view(Arrays.asList(members));
    actions.forEach(Runnable::run);
  }

  /** Changes states only, so that the ring keeps its tables. */
  void state(String id, InstanceState state) {
    List<Instance> members = new ArrayList<>(view.ring().instances());
    members.replaceAll(member -> member.id().equals(id) ? member.withState(state) : member);
    view = new RingView(view.ring().withInstances(members), view.liveness(), view.source(), 0);
    actions.forEach(Runnable::run);
  }

  void die(String... ids) {
    dead.addAll(Arrays.asList(ids));
    set(view.ring().instances().toArray(Instance[]::new));
  }

  void remove(Collection<String> ids) {
    set(
        view.ring().instances().stream()
            .filter(member -> !ids.contains(member.id()))
            .toArray(Instance[]::new));
  }

  List<String> ids() {
    return view.ring().instances().stream().map(Instance::id).toList();
  }

  @Override
  public RingView view() {
    return view;
  }

  @Override
  public void onChange(Runnable action) {
    actions.add(action);
  }

  @Override
  public void close() {
    actions.clear();
  }
}
