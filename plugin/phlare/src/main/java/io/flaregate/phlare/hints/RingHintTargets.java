package io.flaregate.phlare.hints;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.push.IngesterClients;
import io.flaregate.phlare.push.PushTarget;
import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds ingesters in the ring at the moment of the hand-over. */
public final class RingHintTargets implements HintTargets {
  private final RingSource source;
  private final IngesterClients clients;

  /** The ingesters of a ring, reached by the clients that writes use too. */
  public RingHintTargets(RingSource source, IngesterClients clients) {
    this.source = requireNonNull(source, "source is null");
    this.clients = requireNonNull(clients, "clients is null");
  }

  @Override
  public Presence presence(String ingester) {
    RingView view = source.view();
    if (view.ring().size() == 0) {
      return Presence.UNKNOWN;
    }
    Optional<Instance> member = member(view, ingester);
    if (member.isEmpty() || member.orElseThrow().state().equals(InstanceState.LEFT)) {
      return Presence.ABSENT;
    }
    return isHealthy(view, member.orElseThrow()) ? Presence.HEALTHY : Presence.UNHEALTHY;
  }

  private static Optional<Instance> member(RingView view, String ingester) {
    return view.ring().instances().stream()
        .filter(instance -> instance.id().equals(ingester))
        .findFirst();
  }

  private static boolean isHealthy(RingView view, Instance instance) {
    return instance.state().equals(InstanceState.ACTIVE) && view.liveness().isAlive(instance);
  }

  @Override
  public @Nullable PushTarget target(String ingester) {
    RingView view = source.view();
    return member(view, ingester)
        .filter(instance -> isHealthy(view, instance))
        .map(instance -> clients.get(instance.id(), instance.addr()))
        .orElse(null);
  }
}
