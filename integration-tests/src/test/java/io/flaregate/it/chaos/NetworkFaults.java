package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.IngesterProcess;
import io.flaregate.it.chaos.rig.TcpProxy;
import java.util.Random;
import java.util.function.Consumer;

/** Faults of the network between gateway and ingesters. */
final class NetworkFaults {
  private static final double INFLIGHT_CAP = 64 << 20;
  private static final long ONE_MEGABIT = 125_000;

  private NetworkFaults() {}

  static Plan slowOne(Options options, Random random) {
    int victim = random.nextInt(3);
    long half = options.fault().toMillis() / 2;
    return new Plan(Rigs.three(options))
        .at(0, "ingester " + victim + " is 1 s away", run -> proxy(run, victim).delay(1_000))
        .at(half, "ingester " + victim + " is 10 s away", run -> proxy(run, victim).delay(10_000))
        .lasts(2 * half)
        .expect("every request is acknowledged", run -> run.all("F5", run.during(), Kind.ACKED))
        .expect("bytes in flight at most 64 MiB", NetworkFaults::bounded);
  }

  private static boolean bounded(Run run) {
    return run.figureOr("inflight_bytes", 0) <= INFLIGHT_CAP;
  }

  private static TcpProxy proxy(Run run, int ingester) {
    return run.rig().ingester(ingester).proxy();
  }

  private static void all(Run run, Consumer<TcpProxy> change) {
    run.rig().ingesters().stream().map(IngesterProcess::proxy).forEach(change);
  }

  static Plan slowAll(Options options, Random random) {
    return new Plan(Rigs.three(options))
        .at(0, "all ingesters are 500 ms away", run -> all(run, proxy -> proxy.delay(500)))
        .lasts(options.fault().toMillis())
        .expect(
            "requests are acknowledged or told to come back",
            run -> run.all("F6", run.during(), Kind.ACKED, Kind.RETRY, Kind.LIMITED))
        .expect("bytes in flight at most 64 MiB", NetworkFaults::bounded);
  }

  static Plan narrow(Options options, Random random) {
    return new Plan(Rigs.three(options))
        .at(
            0,
            "the way to each ingester carries 1 Mbit/s",
            run -> all(run, proxy -> proxy.bandwidth(ONE_MEGABIT)))
        .lasts(options.fault().toMillis())
        .expect(
            "requests are acknowledged or told to come back",
            run -> run.all("F7", run.during(), Kind.ACKED, Kind.RETRY, Kind.LIMITED))
        .expect("bytes in flight at most 64 MiB", NetworkFaults::bounded);
  }

  static Plan vanished(Options options, Random random) {
    int victim = random.nextInt(3);
    return new Plan(Rigs.three(options))
        .at(
            0,
            "nothing goes through to ingester " + victim + ", and nothing is closed",
            run -> {
              TcpProxy proxy = proxy(run, victim);
              proxy.stall();
              run.figure("connections_before", (double) proxy.accepted());
            })
        .at(
            20_000,
            "look for new connections to it",
            run -> run.figure("connections_after", (double) proxy(run, victim).accepted()))
        .expect("every request is acknowledged", run -> run.all("F8", run.during(), Kind.ACKED))
        .expect(
            "the dead connection was given up within 20 s",
            run -> run.figureOr("connections_after", 0) > run.figureOr("connections_before", 0));
  }

  static Plan broken(Options options, Random random) {
    int victim = random.nextInt(3);
    long part = options.fault().toMillis() / 3;
    int reset = 1 + random.nextInt(20_000);
    int cut = 1 + random.nextInt(2_000);
    return new Plan(Rigs.three(options))
        .at(
            0,
            "connections to ingester " + victim + " are reset after " + reset + " bytes",
            run -> {
              proxy(run, victim).resetRequestsAfter(reset);
            })
        .at(
            part,
            "its answers end after " + cut + " bytes of a connection",
            run -> {
              proxy(run, victim).heal();
              proxy(run, victim).truncateResponsesAfter(cut);
            })
        .at(2 * part, "it is healed", run -> proxy(run, victim).heal())
        .at(
            2 * part + 200,
            "its connections are half-closed",
            run -> proxy(run, victim).halfClose())
        .lasts(3 * part)
        .expect("every request is acknowledged", run -> run.all("F9", run.during(), Kind.ACKED));
  }
}
