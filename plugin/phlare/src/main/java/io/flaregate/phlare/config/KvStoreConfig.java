package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;

/**
 * Where the members of the ring are listed.
 *
 * @param store the kind of place
 * @param prefix what the names of rings in that place start with
 */
public record KvStoreConfig(
    @Description("Where the ring's members are listed: static (static_instances) or inmemory.")
        Store store,
    @Description("What the ring's name in an inmemory store starts with; it ends with \"ring\".")
        String prefix) {

  /** The kinds of place. */
  public enum Store {
    /** In the configuration itself. */
    STATIC,
    /** In this process, where embedded ingesters announce themselves. */
    INMEMORY
  }

  public KvStoreConfig {
    requireNonNull(store, "store is null");
    requireNonNull(prefix, "prefix is null");
  }

  /** A static list; the prefix is upstream's. */
  public static KvStoreConfig defaults() {
    return new KvStoreConfig(Store.STATIC, "collectors/");
  }

  /** The name under which the ring of ingesters is kept, such as {@code collectors/ring}. */
  public String ringKey() {
    return prefix + "ring";
  }
}
