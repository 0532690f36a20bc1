package io.flaregate.phlare.membership.stores;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.StaticInstance;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.phlare.membership.StaticRingSource;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.TokenRing;
import java.util.List;
import java.util.Optional;

/** The ring of ingesters that stands in the configuration; every other ring is empty. */
final class StaticRingStore implements RingStore {
  private final String key;
  private final List<Instance> members;

  StaticRingStore(String key, List<StaticInstance> members) {
    this.key = requireNonNull(key, "key is null");
    this.members = members.stream().map(StaticRingStore::instance).toList();
  }

  private static Instance instance(StaticInstance from) {
    int[] tokens = from.tokens().stream().mapToInt(Long::intValue).toArray();
    TokenList list = tokens.length == 0 ? StaticTokens.derive(from.id()) : TokenList.of(tokens);
    return Instance.active(from.id(), from.addr(), from.zone(), list);
  }

  @Override
  public RingSource source(String wanted, RingConfig placing) {
    List<Instance> listed = wanted.equals(key) ? members : List.of();
    return new StaticRingSource(TokenRing.of(placing, listed), "static_instances");
  }

  @Override
  public Optional<RingWriter> writer() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
