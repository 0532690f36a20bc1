package io.flaregate.phlare.membership.kv;

import static java.util.Objects.requireNonNull;

import io.flaregate.ring.Instance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ring under one key of a store. */
public final class KvRingFeed implements RingFeed {
  private final KvStore store;
  private final String key;

  /** The ring under a key, such as {@code collectors/ring}. */
  public KvRingFeed(KvStore store, String key) {
    this.store = requireNonNull(store, "store is null");
    this.key = requireNonNull(key, "key is null");
  }

  @Override
  public Following follow(FeedListener listener) {
    return store.watch(key, new Reader(listener));
  }

  private static final class Reader implements KvStore.ValueListener {
    private final FeedListener listener;
    private byte @Nullable [] lastValue;
    private @Nullable List<Instance> lastMembers;

    Reader(FeedListener listener) {
      this.listener = listener;
    }

    @Override
    public void onValue(byte @Nullable [] value) {
      List<Instance> members = lastMembers;
      if (members == null || value != lastValue) {
        try {
          members = RingValue.read(value).instances();
        } catch (StoreException e) {
          lastMembers = null;
          listener.onFailure(e);
          return;
        }
        lastValue = value;
        lastMembers = members;
      }
      listener.onMembers(members);
    }

    @Override
    public void onFailure(StoreException problem) {
      listener.onFailure(problem);
    }
  }
}
