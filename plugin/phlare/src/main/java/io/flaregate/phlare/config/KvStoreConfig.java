package io.flaregate.phlare.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the members of the ring are listed. A block of a store that is not used has no effect.
 *
 * @param store the kind of place
 * @param prefix what the names of rings in that place start with
 * @param etcd how to reach etcd
 * @param consul how to reach Consul
 * @param memberlist how to reach a cluster that gossips
 * @param http where another component's ring page is
 * @param multi which two stores are used at once
 */
public record KvStoreConfig(
    @Description(
            "Where the ring's members are listed: static (static_instances), inmemory, etcd,"
                + " consul, memberlist, http (another component's ring page) or multi (two"
                + " stores).")
        Store store,
    @Description(
            "What the rings' names in a store start with; the ingesters' ends with \"ring\", the"
                + " distributors' with \"distributor\".")
        String prefix,
    @Description("How to reach etcd, with store: etcd.") EtcdConfig etcd,
    @Description("How to reach Consul, with store: consul.") ConsulConfig consul,
    @Description("How to reach a gossiping cluster, with store: memberlist.")
        MemberlistConfig memberlist,
    @Description("Where to read a ring page, with store: http.") HttpRingConfig http,
    @Description("Which two stores are used, with store: multi.") MultiConfig multi)
    implements Validated {

  /** The kinds of place. */
  public enum Store {
    /** In the configuration itself. */
    STATIC,
    /** In this process, where embedded ingesters announce themselves. */
    INMEMORY,
    /** In etcd, as one value. */
    ETCD,
    /** In Consul, as one value. */
    CONSUL,
    /** Among nodes that gossip. */
    MEMBERLIST,
    /** On another component's ring page. */
    HTTP,
    /** In two of the others. */
    MULTI;

    /** The word that stands for it in a configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it can be one of the two stores of {@link #MULTI}. */
    public boolean canBePart() {
      return this != STATIC && this != MULTI;
    }

    /** The part that a word stands for; empty if it is none. */
    static Optional<Store> part(String word) {
      return Arrays.stream(values())
          .filter(store -> store.canBePart() && store.word().equals(word))
          .findFirst();
    }
  }

  public KvStoreConfig {
    requireNonNull(store, "store is null");
    requireNonNull(prefix, "prefix is null");
    requireNonNull(etcd, "etcd is null");
    requireNonNull(consul, "consul is null");
    requireNonNull(memberlist, "memberlist is null");
    requireNonNull(http, "http is null");
    requireNonNull(multi, "multi is null");
  }

  /** A static list; the prefix is upstream's. */
  public static KvStoreConfig defaults() {
    return of(Store.STATIC, "collectors/");
  }

  /** A place of which nothing but kind and prefix is told. */
  public static KvStoreConfig of(Store store, String prefix) {
    return new KvStoreConfig(
        store,
        prefix,
        EtcdConfig.defaults(),
        ConsulConfig.defaults(),
        MemberlistConfig.defaults(),
        HttpRingConfig.defaults(),
        MultiConfig.defaults());
  }

  /** The same with another kind of place, such as one of the two of {@link Store#MULTI}. */
  public KvStoreConfig withStore(Store other) {
    return new KvStoreConfig(other, prefix, etcd, consul, memberlist, http, multi);
  }

  /** The name under which the ring of ingesters is kept, such as {@code collectors/ring}. */
  public String ringKey() {
    return prefix + "ring";
  }

  /** The name of the ring of distributors, such as {@code collectors/distributor}. */
  public String distributorKey() {
    return prefix + "distributor";
  }

  /**
   * The store that is read first with {@link Store#MULTI}.
   *
   * @throws IllegalArgumentException if none is told
   */
  public Store primary() {
    return Store.part(multi.primary()).orElseThrow(() -> new IllegalArgumentException(wanted()));
  }

  /**
   * The other store with {@link Store#MULTI}.
   *
   * @throws IllegalArgumentException if none is told
   */
  public Store secondary() {
    return Store.part(multi.secondary()).orElseThrow(() -> new IllegalArgumentException(wanted()));
  }

  private static String wanted() {
    return "must be one of "
        + Arrays.stream(Store.values())
            .filter(Store::canBePart)
            .map(Store::word)
            .collect(Collectors.joining(", "));
  }

  @Override
  public void validate(Problems problems) {
    if (store == Store.MULTI) {
      validatePart(problems, "primary", multi.primary());
      validatePart(problems, "secondary", multi.secondary());
      if (multi.primary().equals(multi.secondary()) && !multi.primary().isEmpty()) {
        problems.error("multi::secondary", "is \"" + multi.primary() + "\", as is the primary");
      }
    } else {
      validateUsed(problems, store);
    }
  }

  private void validatePart(Problems problems, String key, String word) {
    Optional<Store> part = Store.part(word);
    if (part.isEmpty()) {
      problems.error("multi::" + key, "is \"" + word + "\", " + wanted());
    } else {
      validateUsed(problems, part.get());
    }
  }

  private void validateUsed(Problems problems, Store used) {
    if (used == Store.ETCD && etcd.endpoints().isEmpty()) {
      problems.error("etcd::endpoints", "is empty; kvstore.store: etcd needs host:port of etcd");
    }
    if (used == Store.MEMBERLIST && memberlist.joinMembers().isEmpty()) {
      problems.error("memberlist::join_members", "is empty; an observer needs a node to ask");
    }
    if (used == Store.HTTP && http.url().isEmpty()) {
      problems.error("http::url", "is missing; kvstore.store: http needs a ring page");
    }
  }
}
