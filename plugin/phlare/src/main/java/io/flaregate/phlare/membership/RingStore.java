package io.flaregate.phlare.membership;

import io.flaregate.ring.RingConfig;
import java.util.Optional;

/** An open store of rings, whichever it is: gives sources of its rings. Thread-safe. */
public interface RingStore extends AutoCloseable {

  /**
   * Follows a ring of the store. To be closed by the caller, before the store.
   *
   * @param key the ring's name: {@code collectors/ring}
   * @param placing how it places series, and how old a heartbeat may be
   */
  RingSource source(String key, RingConfig placing);

  /** Writes entries; empty if this kind of store is only read. */
  Optional<RingWriter> writer();

  /** Whether its writer may take others' entries out, and not only one's own. */
  default boolean forgetsOthers() {
    return writer().isPresent();
  }

  /** Breaks off what is under way; sources keep what they saw last. */
  @Override
  void close();
}
