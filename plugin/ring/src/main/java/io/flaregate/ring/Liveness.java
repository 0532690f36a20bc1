package io.flaregate.ring;

/**
 * Decides whether a ring member is to be believed alive; a member's state is judged elsewhere.
 *
 * <p>Called for the few members of a replication set at each lookup, so it should be cheap.
 */
@FunctionalInterface
public interface Liveness {
  /** Everyone is alive: for a static or an in-memory ring, whose members send no heartbeats. */
  Liveness ALL_ALIVE = instance -> true;

  /** Whether the member is alive. */
  boolean isAlive(Instance instance);

  /**
   * The heartbeat rule of the ring's other readers: alive while {@code now − heartbeat ≤ timeout},
   * compared in milliseconds. A heartbeat from the future is alive, and a timeout of 0 does not
   * turn the check off (vector file {@code ring_get.json}).
   */
  static Liveness heartbeat(long nowUnixMillis, long timeoutMillis) {
    // Times on the wire may be anything: those that milliseconds cannot hold are cut.
    long limit = Long.MAX_VALUE / 4000;
    return instance -> {
      long seconds = Math.max(-limit, Math.min(limit, instance.heartbeatUnixSeconds()));
      return nowUnixMillis - seconds * 1000 <= timeoutMillis;
    };
  }
}
