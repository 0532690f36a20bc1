package io.flaregate.phlare.membership;

import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.config.StaticInstance;
import io.flaregate.ring.Instance;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.TokenRing;

/** Opens the source that a configuration names. */
public final class RingSources {
  private RingSources() {}

  /** A source, which the caller closes. */
  public static RingSource open(PhlareRingConfig config) {
    RingConfig placing =
        new RingConfig(
            config.replicationFactor(),
            config.zoneAwarenessEnabled(),
            true,
            config.heartbeatTimeout(),
            config.excludedZoneSet());
    return switch (config.kvstore().store()) {
      case STATIC ->
          new StaticRingSource(
              TokenRing.of(
                  placing, config.staticInstances().stream().map(RingSources::instance).toList()),
              "static_instances");
      case INMEMORY -> {
        String name = config.kvstore().ringKey();
        yield new InMemoryRingSource(InMemoryRing.named(name), placing, "inmemory " + name);
      }
    };
  }

  private static Instance instance(StaticInstance from) {
    int[] tokens = from.tokens().stream().mapToInt(Long::intValue).toArray();
    TokenList list = tokens.length == 0 ? StaticTokens.derive(from.id()) : TokenList.of(tokens);
    return Instance.active(from.id(), from.addr(), from.zone(), list);
  }
}
