package io.flaregate.phlare.membership;

import io.flaregate.ring.Instance;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Writes entries into the rings of a store. Thread-safe. */
public interface RingWriter {

  /**
   * Puts an own entry into a ring, in place of the one with its id.
   *
   * @param key the ring's name: {@code collectors/distributor}
   * @param own the entry
   * @param forget which other members are taken out in the same go, for they are long dead
   * @return completed when the store has it, or failed if it does not: then nobody tries again
   */
  CompletableFuture<Void> put(String key, Instance own, Predicate<Instance> forget);

  /**
   * Takes an entry out of a ring; nothing happens if it is not there.
   *
   * @param member the entry as it was last known
   * @return completed when the store has it no more
   */
  CompletableFuture<Void> remove(String key, Instance member);
}
