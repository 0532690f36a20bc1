package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered;
import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.IngesterProcess;
import io.flaregate.it.chaos.rig.RigConfig;
import io.flaregate.it.chaos.rig.Wait;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Faults of ingesters. */
final class IngesterFaults {
  /** What a kill may take to be seen by pushes that are under way. */
  private static final long SETTLE = 500;

  /** The default of {@code pushtimeout}, and what an answer may take beyond it. */
  private static final long PUSH_TIMEOUT_MILLIS = 5_000;

  private static final long SLACK_MILLIS = 1_500;
  private static final Duration RETURN = Duration.ofSeconds(20);
  private static final double INFLIGHT_CAP = 64 << 20;

  private IngesterFaults() {}

  static Plan oneKilled(Options options, Random random) {
    int victim = random.nextInt(3);
    long back = options.fault().toMillis();
    return new Plan(Rigs.three(options))
        .at(0, "SIGKILL ingester " + victim, run -> run.rig().ingester(victim).kill())
        .at(back, "start ingester " + victim, run -> comeBack(run, victim))
        .lasts(back + 2_000)
        .expect("every request is acknowledged", run -> run.all("F1", run.during(), Kind.ACKED))
        .expect(
            "first write within 5 s after the ingester is back (2 s where nothing else runs)",
            run -> run.figureOr("first_write_ms", 0) <= 5_000);
  }

  /** Starts an ingester and measures how long it takes until it gets something. */
  private static void comeBack(Run run, int which) throws Exception {
    IngesterProcess back = run.rig().ingester(which);
    int before = back.held().size();
    back.start();
    back.awaitUp();
    long listens = System.nanoTime();
    boolean wrote = Wait.within(Duration.ofSeconds(20), () -> back.held().size() > before);
    double millis = (System.nanoTime() - listens) / 1e6;
    run.figure("first_write_ms", wrote ? millis : Double.MAX_VALUE);
  }

  static Plan twoKilled(Options options, Random random) {
    int spared = random.nextInt(3);
    int one = (spared + 1) % 3;
    int two = (spared + 2) % 3;
    long back = options.fault().toMillis();
    Kind[] wanted = options.durable() ? new Kind[] {Kind.ACKED} : new Kind[] {Kind.RETRY};
    Plan plan =
        new Plan(Rigs.three(options))
            .at(
                0,
                "SIGKILL ingesters " + one + " and " + two,
                run -> {
                  run.rig().ingester(one).kill();
                  run.rig().ingester(two).kill();
                })
            .at(back, "start both", run -> run.rig().startIngesters())
            .lasts(back + 3_000);
    return plan.expect(
            options.durable()
                ? "every request is acknowledged meanwhile"
                : "every request is told to come back meanwhile, with a delay",
            run -> run.all("F2", run.after(0, SETTLE, SETTLE), wanted))
        .expect(
            "no other errors than told to come back",
            run -> run.all("F2", run.during(), Kind.ACKED, Kind.RETRY));
  }

  static Plan oneStopped(Options options, Random random) {
    int victim = random.nextInt(3);
    long resume = options.fault().toMillis();
    return new Plan(Rigs.three(options))
        .at(0, "SIGSTOP ingester " + victim, run -> run.rig().ingester(victim).pause())
        .at(resume, "SIGCONT ingester " + victim, run -> run.rig().ingester(victim).resume())
        .lasts(resume + 1_000)
        .expect("every request is acknowledged", run -> run.all("F3", run.during(), Kind.ACKED))
        .expect(
            "p99 at most twice the healthy one of the same run, or under 250 ms",
            run -> p99Ratio(run) <= 2 || run.figureOr("stopped_p99_ms", 0) < 250)
        .expect(
            "bytes in flight at most 64 MiB",
            run -> run.figureOr("inflight_bytes", 0) <= INFLIGHT_CAP);
  }

  private static double p99Ratio(Run run) {
    double healthy = Run.quantile(run.healthy(), 0.99);
    double stopped = Run.quantile(run.after(0, 0, 0), 0.99);
    run.figure("healthy_p99_ms", healthy);
    run.figure("stopped_p99_ms", stopped);
    return stopped / healthy;
  }

  static Plan twoStopped(Options options, Random random) {
    int spared = random.nextInt(3);
    int one = (spared + 1) % 3;
    int two = (spared + 2) % 3;
    long resume = options.fault().toMillis();
    Kind wanted = options.durable() ? Kind.ACKED : Kind.RETRY;
    return new Plan(Rigs.three(options))
        .at(
            0,
            "SIGSTOP ingesters " + one + " and " + two,
            run -> {
              run.rig().ingester(one).pause();
              run.rig().ingester(two).pause();
            })
        .at(
            resume,
            "SIGCONT both",
            run -> {
              run.rig().ingester(one).resume();
              run.rig().ingester(two).resume();
            })
        .lasts(resume + 2_000)
        .expect(
            "whoever cannot be served hears so, with a delay",
            run -> run.all("F4", run.during(), Kind.ACKED, Kind.RETRY))
        .expect(
            "nothing that would be answered while both stand still is acknowledged",
            run ->
                run.after(0, 0, PUSH_TIMEOUT_MILLIS + SLACK_MILLIS).stream()
                    .allMatch(each -> each.kind() == wanted))
        .expect(
            "answers come within the push timeout",
            run -> Run.quantile(run.during(), 1) <= PUSH_TIMEOUT_MILLIS + SLACK_MILLIS);
  }

  static Plan tenantRefused(Options options, Random random) {
    Kind[] refused = {Kind.LIMITED, Kind.PARTIAL};
    long until = options.fault().toMillis();
    return new Plan(Rigs.three(options))
        .at(
            0,
            "all ingesters refuse tenant \"noisy\", which sends as much as the other",
            run -> {
              for (IngesterProcess each : run.rig().ingesters()) {
                each.tell("refuse noisy RESOURCE_EXHAUSTED");
              }
              run.also("noisy");
            })
        .lasts(until)
        .expect(
            "the other tenant's requests are acknowledged",
            run -> run.all("F10", run.during(), Kind.ACKED))
        .expect(
            "the tenant hears that it is limited",
            run -> options.durable() || run.all("F10", answersLater(run, "noisy"), refused));
  }

  /** Without the first ones, which may be before all ingesters have heard what to do. */
  private static List<Answered> answersLater(Run run, String load) {
    List<Answered> all = run.answersOf(load);
    return all.subList(Math.min(all.size(), 20), all.size());
  }

  static Plan refusedAndDead(Options options, Random random) {
    int refuses = random.nextInt(3);
    int dead = (refuses + 1) % 3;
    long until = options.fault().toMillis();
    return new Plan(Rigs.three(options))
        .at(
            0,
            "ingester " + refuses + " refuses, ingester " + dead + " is killed",
            run -> {
              run.rig().ingester(refuses).tell("refuse " + Options.TENANT + " RESOURCE_EXHAUSTED");
              run.rig().ingester(dead).kill();
            })
        .lasts(until)
        .expect(
            "every request is told to come back: unreachable outweighs refused",
            run ->
                run.all(
                    "F11",
                    run.after(0, SETTLE, SETTLE),
                    options.durable() ? Kind.ACKED : Kind.RETRY));
  }

  static Plan garbage(Options options, Random random) {
    int victim = random.nextInt(3);
    return new Plan(Rigs.three(options))
        .at(
            0,
            "ingester " + victim + " answers with 8 MiB of status message",
            run -> run.rig().ingester(victim).tell("garbage on"))
        .lasts(options.fault().toMillis())
        .expect("every request is acknowledged", run -> run.all("F12", run.during(), Kind.ACKED));
  }

  static Plan rollingRestart(Options options, Random random) {
    RigConfig rig = Rigs.five(options);
    int first = random.nextInt(rig.ingesters());
    Plan plan = new Plan(rig);
    for (int i = 0; i < rig.ingesters(); i++) {
      int which = (first + i) % rig.ingesters();
      plan.at(i * 1_000L, "ingester " + which + ": LEAVING", run -> run.rig().leaving(which, true));
      plan.at(
          i * 1_000L + 500,
          "ingester " + which + ": SIGTERM, start, ACTIVE",
          run -> restart(run, which));
    }
    return plan.lasts(rig.ingesters() * 1_000L + 1_000)
        .expect("no request fails", run -> run.all("F13", run.during(), Kind.ACKED));
  }

  private static void restart(Run run, int which) throws Exception {
    IngesterProcess ingester = run.rig().ingester(which);
    ingester.terminate();
    ingester.start();
    ingester.awaitUp();
    run.rig().leaving(which, false);
    // As a rolling update does: while the next one leaves, each series needs all of the others.
    double before = stored(run, which);
    Wait.until("it is written to again", RETURN, () -> stored(run, which) > before);
  }

  /** How many pushes an ingester has taken. */
  private static double stored(Run run, int which) throws Exception {
    return run.rig()
        .gateway()
        .metric(
            "flaregate_push_requests_total",
            "ingester=\"" + run.rig().ingester(which).name() + "\".*status=\"ok\"");
  }

  static Plan zoneKilled(Options options, Random random) {
    int zone = random.nextInt(3);
    RigConfig rig = Rigs.three(options).withIngesters(5).withZones(3);
    Plan plan = new Plan(rig);
    return plan.at(
            0,
            "SIGKILL all ingesters of zone-" + zone,
            run -> {
              for (int i = zone; i < rig.ingesters(); i += 3) {
                run.rig().ingester(i).kill();
              }
            })
        .lasts(options.fault().toMillis())
        .expect("every request is acknowledged", run -> run.all("F14", run.during(), Kind.ACKED));
  }
}
