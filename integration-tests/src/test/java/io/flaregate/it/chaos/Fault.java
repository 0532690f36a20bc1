package io.flaregate.it.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;

/** The faults, by the numbers of the list that docs/reliability.md keeps. */
enum Fault {
  F1("one of three ingesters is killed and comes back", IngesterFaults::oneKilled),
  F2("two of three ingesters are killed and come back", IngesterFaults::twoKilled),
  F3("one of three ingesters stops (accepts, never answers)", IngesterFaults::oneStopped),
  F4("two of three ingesters stop", IngesterFaults::twoStopped),
  F5("one ingester is slow: 1 s, then 10 s", NetworkFaults::slowOne),
  F6("all ingesters are slow: 500 ms", NetworkFaults::slowAll),
  F7("the way to all ingesters carries 1 Mbit/s", NetworkFaults::narrow),
  F8("an ingester vanishes without closing connections", NetworkFaults::vanished),
  F9("resets in requests, truncated responses, half-closed connections", NetworkFaults::broken),
  F10("all ingesters refuse one tenant", IngesterFaults::tenantRefused),
  F11("one ingester refuses, one is dead, one stores", IngesterFaults::refusedAndDead),
  F12("one ingester answers with garbage", IngesterFaults::garbage),
  F13("rolling restart of five ingesters", IngesterFaults::rollingRestart),
  F14("one of three zones is killed", IngesterFaults::zoneKilled),
  F15("a member of the ring flaps every 100 ms", RingFaults::flapping),
  F16("the ring shrinks to one member, then to none", RingFaults::shrinking),
  F17("the key-value store dies for longer than the heartbeat timeout", RingFaults::storeKilled),
  F18("the key-value store serves damaged, cut and other values", RingFaults::storeLies),
  F20("the gateway gets SIGTERM under load", GatewayFaults::terminated),
  F21("the gateway gets SIGKILL under load", GatewayFaults::killed),
  F22("power cut: what the gateway has not synced is gone", DurableFaults::powerCut),
  F23("bytes of the write-ahead log are flipped", DurableFaults::damaged),
  F24("the disk of the write-ahead log is full", DurableFaults::full),
  F25("a second gateway on the same write-ahead log", DurableFaults::twoGateways),
  F26("the gateway's clock jumps", GatewayFaults::clockJumps),
  F31("the gateway stops for a while", GatewayFaults::paused),
  F32("senders give up while they are served", GatewayFaults::impatientSenders),
  F34("an ingester comes back at another address", RingFaults::moved),
  H1("an ingester is away, comes back, and another loses its disk", DurableFaults::secondLoss);

  private final String words;

  @SuppressWarnings("ImmutableEnumChecker") // References to static methods hold nothing.
  private final Maker maker;

  /** Makes a plan from options and a source of choices. */
  interface Maker {
    Plan plan(Options options, Random random);
  }

  Fault(String words, Maker maker) {
    this.words = words;
    this.maker = maker;
  }

  String words() {
    return words;
  }

  /** The plan of a seed: always the same. */
  Plan plan(Options options, long seed) {
    return maker.plan(options, new Random(31 * seed + name().hashCode()));
  }

  /**
   * The faults of a list such as {@code F1,F3}.
   *
   * @throws IllegalArgumentException if one is not known
   */
  static List<Fault> parse(String list) {
    if (list.isEmpty()) {
      return List.of(values());
    }
    return Arrays.stream(list.split(",", -1)).map(Fault::one).toList();
  }

  private static Fault one(String name) {
    String wanted = name.trim().toUpperCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(each -> each.name().equals(wanted))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no fault \""
                        + name
                        + "\"; there are "
                        + Arrays.stream(values())
                            .map(Fault::name)
                            .collect(Collectors.joining(","))));
  }
}
