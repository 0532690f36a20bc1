package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.Rig;
import io.flaregate.it.chaos.rig.Wait;
import io.flaregate.ring.StaticTokens;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;

/** Faults of the ring and of the store that it is kept in. */
final class RingFaults {
  private static final long SETTLE = 1_500;
  private static final int ALL_TOKENS = 5 * StaticTokens.DEFAULT_COUNT;

  /** More than the heartbeat timeout of {@link Rig}. */
  private static final long STORE_DOWN_MILLIS = 12_000;

  private RingFaults() {}

  static Plan flapping(Options options, Random random) {
    int victim = random.nextInt(5);
    Plan plan = new Plan(Rigs.five(options));
    long until = options.fault().toMillis();
    boolean leaving = true;
    for (long at = 0; at < until; at += 100) {
      boolean now = leaving;
      plan.at(
          at,
          "member " + victim + " is " + (now ? "LEAVING" : "ACTIVE"),
          run -> run.rig().leaving(victim, now));
      leaving = !leaving;
    }
    return plan.expect(
        "every request is acknowledged", run -> run.all("F15", run.during(), Kind.ACKED));
  }

  static Plan shrinking(Options options, Random random) {
    int left = random.nextInt(5);
    long part = Math.max(4_000, options.fault().toMillis() / 2);
    return new Plan(Rigs.five(options))
        .at(0, "only member " + left + " stays in the ring", run -> leaveOnly(run, left))
        .at(part, "the ring is empty", run -> leaveOnly(run, -1))
        .at(
            2 * part,
            "is the gateway ready?",
            run -> run.figure("ready_status", run.rig().gateway().readiness()))
        .expect(
            "with one member, every request is told to come back",
            run -> run.all("F16", run.after(0, SETTLE, 500), Kind.RETRY))
        .expect(
            "with none, every request is told to come back",
            run -> run.all("F16", run.after(1, SETTLE, 500), Kind.RETRY))
        .expect("/ready says 503", run -> run.figureOr("ready_status", 0) == 503);
  }

  private static void leaveOnly(Run run, int stays) {
    for (int i = 0; i < run.rig().ingesters().size(); i++) {
      run.rig().gone(i, i != stays);
    }
  }

  static Plan storeKilled(Options options, Random random) {
    long down = Math.max(STORE_DOWN_MILLIS, options.fault().toMillis());
    return new Plan(Rigs.five(options))
        .at(0, "the key-value store dies", run -> run.rig().kv().kill())
        .at(down, "it comes back, and a member has left meanwhile", RingFaults::storeBack)
        .lasts(down + 2_000)
        .expect("every request is acknowledged", run -> run.all("F17", run.during(), Kind.ACKED))
        .expect(
            "the ring is followed again within 5 s",
            run -> run.figureOr("ring_followed_ms", 0) <= 5_000);
  }

  private static void storeBack(Run run) throws Exception {
    long start = System.nanoTime();
    run.rig().kv().restart();
    run.rig().gone(4, true);
    boolean seen =
        Wait.within(
            Duration.ofSeconds(30),
            () -> run.rig().gateway().metric("pyroscope_ring_tokens_total") < ALL_TOKENS);
    double millis = (System.nanoTime() - start) / 1e6;
    run.figure("ring_followed_ms", seen ? millis : Double.MAX_VALUE);
  }

  static Plan storeLies(Options options, Random random) {
    long part = Math.max(1_000, options.fault().toMillis() / 3);
    long seed = random.nextLong();
    return new Plan(Rigs.five(options))
        .at(0, "the store serves the ring with flipped bytes", run -> flipped(run, seed))
        .at(part, "the store serves half of the ring's bytes", RingFaults::halved)
        .at(
            2 * part,
            "the store serves noise",
            run -> {
              byte[] noise = new byte[1_000];
              new Random(seed).nextBytes(noise);
              run.rig().kv().serveInstead(noise);
            })
        .at(
            3 * part,
            "look at the gateway's log",
            run -> {
              boolean told = run.rig().gateway().running().output().contains("WARN");
              run.figure("warned", told ? 1 : 0);
            })
        .expect("every request is acknowledged", run -> run.all("F18", run.during(), Kind.ACKED))
        .expect("the log warns", run -> run.figureOr("warned", 0) == 1);
  }

  private static void flipped(Run run, long seed) {
    byte[] value = run.rig().kv().get(Rig.RING_KEY).clone();
    Random random = new Random(seed);
    for (int i = 0; i < 20; i++) {
      value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
    }
    // The first bytes are the length of what is compressed: damage that no reader can miss.
    value[0] ^= (byte) 0x7f;
    run.rig().kv().serveInstead(value);
  }

  private static void halved(Run run) {
    byte[] value = run.rig().kv().get(Rig.RING_KEY);
    run.rig().kv().serveInstead(Arrays.copyOf(value, value.length / 2));
  }

  static Plan moved(Options options, Random random) {
    int which = random.nextInt(5);
    return new Plan(Rigs.five(options))
        .at(0, "ingester " + which + " moves to another address", run -> run.rig().move(which))
        .at(
            18_000,
            "look for connections to its old address",
            run -> run.figure("old_connections", run.rig().formerConnections()))
        .expect("every request is acknowledged", run -> run.all("F34", run.during(), Kind.ACKED))
        .expect(
            "no connection to the old address after 18 s",
            run -> run.figureOr("old_connections", 1) == 0);
  }
}
