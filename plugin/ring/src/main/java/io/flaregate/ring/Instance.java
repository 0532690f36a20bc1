package io.flaregate.ring;

import java.util.Objects;

/**
 * A member of the ring, normally an ingester.
 *
 * @param id unique name
 * @param addr host and port at which it takes requests
 * @param zone availability zone, {@code ""} if it has none
 * @param state what it does at present
 * @param heartbeatUnixSeconds its last heartbeat, seconds since 1970
 * @param registeredUnixSeconds when it joined, seconds since 1970, 0 if unknown
 * @param readOnly whether new series keep away from it (shuffle shards leave it out)
 * @param readOnlyUpdatedUnixSeconds when {@code readOnly} changed last, 0 if never
 * @param tokens its places on the ring
 */
public record Instance(
    String id,
    String addr,
    String zone,
    InstanceState state,
    long heartbeatUnixSeconds,
    long registeredUnixSeconds,
    boolean readOnly,
    long readOnlyUpdatedUnixSeconds,
    TokenList tokens) {
  /** Checks that nothing is null. */
  public Instance {
    Objects.requireNonNull(id, "id is null");
    Objects.requireNonNull(addr, "addr is null");
    Objects.requireNonNull(zone, "zone is null");
    Objects.requireNonNull(state, "state is null");
    Objects.requireNonNull(tokens, "tokens is null");
  }

  /** An active member without times, as a static ring has them. */
  public static Instance active(String id, String addr, String zone, TokenList tokens) {
    return new Instance(id, addr, zone, InstanceState.ACTIVE, 0, 0, false, 0, tokens);
  }

  /** The same member with another id. */
  public Instance withId(String newId) {
    return new Instance(
        newId,
        addr,
        zone,
        state,
        heartbeatUnixSeconds,
        registeredUnixSeconds,
        readOnly,
        readOnlyUpdatedUnixSeconds,
        tokens);
  }

  /** The same member in another state. */
  public Instance withState(InstanceState newState) {
    return new Instance(
        id,
        addr,
        zone,
        newState,
        heartbeatUnixSeconds,
        registeredUnixSeconds,
        readOnly,
        readOnlyUpdatedUnixSeconds,
        tokens);
  }

  /** The same member with another time of its last heartbeat. */
  public Instance withHeartbeat(long newHeartbeatUnixSeconds) {
    return new Instance(
        id,
        addr,
        zone,
        state,
        newHeartbeatUnixSeconds,
        registeredUnixSeconds,
        readOnly,
        readOnlyUpdatedUnixSeconds,
        tokens);
  }

  /** The same member with the read-only flag set or cleared, at a time. */
  public Instance withReadOnly(boolean newReadOnly, long updatedUnixSeconds) {
    return new Instance(
        id,
        addr,
        zone,
        state,
        heartbeatUnixSeconds,
        registeredUnixSeconds,
        newReadOnly,
        updatedUnixSeconds,
        tokens);
  }

  /** The same member with other tokens. */
  public Instance withTokens(TokenList newTokens) {
    return new Instance(
        id,
        addr,
        zone,
        state,
        heartbeatUnixSeconds,
        registeredUnixSeconds,
        readOnly,
        readOnlyUpdatedUnixSeconds,
        newTokens);
  }
}
