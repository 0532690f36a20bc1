package io.flaregate.phlare.membership;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A ring in which ingesters of this process announce themselves. Members send no heartbeats; one
 * that is there counts as alive. Thread-safe.
 *
 * <p>{@link #named} gives the rings of the process: an exporter with {@code kvstore.store:
 * inmemory} reads the one whose name is its prefix followed by {@code ring}, {@code
 * collectors/ring} by default. Names are not forgotten; there are as many as configurations name.
 */
public final class InMemoryRing {
  private static final ConcurrentMap<String, InMemoryRing> RINGS = new ConcurrentHashMap<>();

  private final Map<String, Instance> members = new TreeMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  /** A ring of its own, that no configuration can name. */
  public InMemoryRing() {}

  /** The ring of this process with a name; made when first asked for. */
  public static InMemoryRing named(String name) {
    return RINGS.computeIfAbsent(requireNonNull(name, "name is null"), key -> new InMemoryRing());
  }

  /** Adds a member, or takes the place of the one with the same id. */
  public void join(Instance instance) {
    requireNonNull(instance, "instance is null");
    synchronized (members) {
      members.put(instance.id(), instance);
    }
    announce();
  }

  /** Takes a member out; nothing happens if it is not there. */
  public void leave(String id) {
    synchronized (members) {
      if (members.remove(id) == null) {
        return;
      }
    }
    announce();
  }

  /**
   * Changes the state of a member.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public void state(String id, InstanceState state) {
    synchronized (members) {
      Instance member = members.get(id);
      if (member == null) {
        throw new IllegalArgumentException("no member \"" + id + "\" in the ring");
      }
      members.put(id, member.withState(state));
    }
    announce();
  }

  /** The members now, ordered by id. */
  public List<Instance> members() {
    synchronized (members) {
      return List.copyOf(members.values());
    }
  }

  /** Takes out all of these members at once. */
  public void leaveAll(Collection<String> ids) {
    synchronized (members) {
      if (!members.keySet().removeAll(ids)) {
        return;
      }
    }
    announce();
  }

  /** Runs an action after each change, on the thread that made it. */
  void addListener(Runnable listener) {
    listeners.add(listener);
  }

  void removeListener(Runnable listener) {
    listeners.remove(listener);
  }

  private void announce() {
    listeners.forEach(Runnable::run);
  }
}
