package io.flaregate.phlare.membership;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Liveness;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenRing;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Follows an {@link InMemoryRing}. */
public final class InMemoryRingSource implements RingSource {
  private final InMemoryRing members;
  private final String source;
  private final List<Runnable> actions = new CopyOnWriteArrayList<>();
  private final Runnable follow = this::refresh;
  private final Object refreshing = new Object();
  private volatile RingView view;

  /**
   * Starts to follow a ring.
   *
   * @param config how it places series
   * @param source its name, for messages
   */
  public InMemoryRingSource(InMemoryRing members, RingConfig config, String source) {
    this.members = requireNonNull(members, "members is null");
    this.source = requireNonNull(source, "source is null");
    view = viewOf(TokenRing.of(config, members.members()));
    members.addListener(follow);
    // What changed between the first look and the listener.
    refresh();
  }

  private RingView viewOf(TokenRing ring) {
    return new RingView(ring, Liveness.ALL_ALIVE, source, System.nanoTime());
  }

  private void refresh() {
    // Read and publish under one lock: else an old list could be published over a new one.
    synchronized (refreshing) {
      view = viewOf(view.ring().withInstances(members.members()));
    }
    actions.forEach(Runnable::run);
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
    members.removeListener(follow);
    actions.clear();
  }
}
