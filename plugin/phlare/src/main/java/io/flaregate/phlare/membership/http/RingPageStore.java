package io.flaregate.phlare.membership.http;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.HttpRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.RingStore;
import io.flaregate.phlare.membership.RingWriter;
import io.flaregate.phlare.membership.StaticRingSource;
import io.flaregate.phlare.membership.kv.KvRingSource;
import io.flaregate.ring.RingConfig;
import io.flaregate.ring.TokenRing;
import io.flaregate.spi.component.Settings;
import java.util.List;
import java.util.Optional;

/** The ring of ingesters as a ring page shows it; every other ring is empty. Only read. */
public final class RingPageStore implements RingStore {
  private final HttpRingConfig config;
  private final String key;
  private final Settings settings;

  /** The store of the page that a configuration names; nothing is asked yet. */
  public RingPageStore(KvStoreConfig config, Settings settings) {
    this.config = config.http();
    this.key = config.ringKey();
    this.settings = requireNonNull(settings, "settings is null");
  }

  @Override
  public RingSource source(String wanted, RingConfig placing) {
    String source = "http " + config.url();
    return wanted.equals(key)
        ? new KvRingSource(new RingPageFeed(config, settings), source, placing, settings)
        : new StaticRingSource(TokenRing.of(placing, List.of()), source);
  }

  @Override
  public Optional<RingWriter> writer() {
    return Optional.empty();
  }

  @Override
  public void close() {}
}
