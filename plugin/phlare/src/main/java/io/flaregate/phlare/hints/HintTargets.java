package io.flaregate.phlare.hints;

import io.flaregate.phlare.push.PushTarget;
import org.jspecify.annotations.Nullable;

/** The ingesters as the ring has them now, by id: addresses change, ids stay. Thread-safe. */
public interface HintTargets {

  /** What the ring says of an ingester. */
  enum Presence {
    /** ACTIVE and alive: it may be pushed to. */
    HEALTHY,
    /** In the ring, and in another state or without heartbeats. */
    UNHEALTHY,
    /** Not in the ring, which has other members. */
    ABSENT,
    /** The ring has no members at all, as before its store was first reached. */
    UNKNOWN
  }

  /** What the ring says of an ingester. */
  Presence presence(String ingester);

  /** Where an ingester takes pushes now; null unless it is {@link Presence#HEALTHY}. */
  @Nullable PushTarget target(String ingester);
}
