package io.flaregate.phlare.membership.kv;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A store that holds each ring as one value under a key, as etcd and Consul do: a Snappy block of
 * the ring's description. Thread-safe.
 */
public interface KvStore extends AutoCloseable {

  /** The store's kind, for messages and metrics: {@code etcd}. */
  String type();

  /**
   * Starts to tell a listener what a key holds, by one thread at a time, as soon as it is known;
   * returns at once. See {@link RingFeed#follow}.
   */
  RingFeed.Following watch(String key, ValueListener listener);

  /**
   * Reads a key, edits its value and writes that unless another has written meanwhile; then it is
   * done again, a limited number of times.
   *
   * @return completed when the store has the value, or failed with a {@link StoreException}
   */
  CompletableFuture<Void> cas(String key, Edit edit);

  /** Breaks off what is under way. */
  @Override
  void close();

  /** Hears what a key holds, one call at a time; what it does is short. */
  interface ValueListener {

    /**
     * The key holds this now. To be called at least every few seconds while the store answers, with
     * the same array if nothing has changed.
     *
     * @param value not to be changed; null if there is no such key
     */
    void onValue(byte @Nullable [] value);

    /** The store cannot be used. */
    void onFailure(StoreException problem);
  }

  /** Makes a new value of the present one; may be called several times. */
  @FunctionalInterface
  interface Edit {

    /**
     * The new value.
     *
     * @param current null if there is no such key
     * @return what is to be written; null to leave the key as it is
     * @throws StoreException if the present value cannot be read: it is left alone then
     */
    byte @Nullable [] apply(byte @Nullable [] current) throws StoreException;
  }
}
