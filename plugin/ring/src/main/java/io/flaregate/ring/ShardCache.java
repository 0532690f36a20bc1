package io.flaregate.ring;

import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the tenants' rings of {@link ShuffleShard}, because choosing one costs far more than a
 * lookup in it.
 *
 * <p>What is remembered holds for one set of members and tokens. A ring that differs only in
 * heartbeats and states ({@link TokenRing#withInstances}) keeps the choices and takes over its
 * states; any other ring empties the cache. Bounded by an estimate of its bytes, least recently
 * used first out. Safe for use by several threads: one short lock, taken once a request.
 */
public final class ShardCache {
  private static final int FIXED_BYTES = 512;
  private static final int BYTES_PER_MEMBER = 16;
  private static final int BYTES_PER_TOKEN = 12;

  private final long maxBytes;
  private final Map<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable RingTopology topology;
  private long bytes;

  /**
   * Creates an empty cache.
   *
   * @param maxBytes bound on the estimated size; a single ring that is larger is not remembered
   * @throws IllegalArgumentException if it is negative
   */
  public ShardCache(long maxBytes) {
    if (maxBytes < 0) {
      throw new IllegalArgumentException("maxBytes must not be negative: " + maxBytes);
    }
    this.maxBytes = maxBytes;
  }

  /**
   * The ring of a tenant, see {@link ShuffleShard#select}.
   *
   * @param ring the present ring
   * @param shardSize number of members; 0 or less for all
   */
  public TokenRing select(TokenRing ring, String tenant, int shardSize) {
    // Without a shard size all tenants have one ring in common.
    Key key = shardSize <= 0 ? Key.ALL : new Key(tenant, shardSize);
    Entry known = find(ring, key);
    if (known != null && known.parent == ring) {
      return known.shard;
    }
    Entry fresh = known == null ? choose(ring, tenant, shardSize) : known.refreshed(ring);
    store(key, fresh);
    return fresh.shard;
  }

  /** Number of rings remembered. */
  public synchronized int size() {
    return entries.size();
  }

  /** Estimated bytes of what is remembered. */
  public synchronized long estimatedBytes() {
    return bytes;
  }

  private synchronized @Nullable Entry find(TokenRing ring, Key key) {
    if (topology != ring.topology()) {
      topology = ring.topology();
      entries.clear();
      bytes = 0;
    }
    return entries.get(key);
  }

  private static Entry choose(TokenRing ring, String tenant, int shardSize) {
    BitSet members = ShuffleShard.members(ring, tenant, shardSize);
    boolean all = members.cardinality() == ring.size();
    return new Entry(ring, members, all ? ring : ring.subRing(members));
  }

  private synchronized void store(Key key, Entry entry) {
    if (topology != entry.parent.topology()) {
      return; // Another thread has seen another ring since.
    }
    Entry before = entries.put(key, entry);
    bytes += size(key, entry) - (before == null ? 0 : size(key, before));
    Iterator<Map.Entry<Key, Entry>> eldest = entries.entrySet().iterator();
    while (bytes > maxBytes && eldest.hasNext()) {
      Map.Entry<Key, Entry> out = eldest.next();
      bytes -= size(out.getKey(), out.getValue());
      eldest.remove();
    }
  }

  private static long size(Key key, Entry entry) {
    long fixed = FIXED_BYTES + 2L * key.tenant.length();
    if (entry.isWhole()) {
      return fixed;
    }
    return fixed
        + (long) entry.shard.size() * BYTES_PER_MEMBER
        + (long) entry.shard.tokenCount() * BYTES_PER_TOKEN;
  }

  private record Key(String tenant, int shardSize) {
    static final Key ALL = new Key("", 0);
  }

  private record Entry(TokenRing parent, BitSet members, TokenRing shard) {
    boolean isWhole() {
      return shard == parent;
    }

    Entry refreshed(TokenRing ring) {
      return new Entry(ring, members, isWhole() ? ring : shard.refreshedFrom(ring, members));
    }
  }
}
