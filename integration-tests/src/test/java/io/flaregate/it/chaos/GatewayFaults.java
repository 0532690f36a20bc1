package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered;
import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.RigConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/** Faults of the gateway itself and of those who send to it. */
final class GatewayFaults {
  private static final Duration SHUTDOWN = Duration.ofSeconds(35);
  private static final List<Path> FAKETIME =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"));

  private GatewayFaults() {}

  static Plan terminated(Options options, Random random) {
    long at = random.nextInt(1_500);
    return new Plan(Rigs.three(options))
        .at(at, "SIGTERM the gateway, wait for its end, start it again", GatewayFaults::terminate)
        .lasts(at + 200)
        .expect("it exits with 0", run -> run.figureOr("exit_code", -1) == 0)
        .expect(
            "it ends within 12 s: push timeout and 5 s more, on a busy machine",
            run -> run.figureOr("exit_ms", 0) <= 12_000)
        .expect(
            "requests are acknowledged, told to come back, or find nobody",
            run ->
                run.all("F20", run.during(), Kind.ACKED, Kind.RETRY, Kind.UNREACHABLE, Kind.BROKEN))
        .expect("no request breaks that the gateway had begun", GatewayFaults::noneBrokeHalfway);
  }

  /**
   * A request over HTTP/1.1 that crosses the close of an idle connection is one that no server can
   * answer (RFC 9112, section 9.3.1): then nothing of it is stored anywhere.
   */
  private static boolean noneBrokeHalfway(Run run) {
    List<Answered> broken =
        run.everything().stream().filter(each -> each.kind() == Kind.BROKEN).toList();
    run.figure("crossed_the_close", broken.size());
    try {
      List<Map<String, Integer>> held = run.rig().held();
      return broken.stream()
          .flatMap(each -> each.ids().stream())
          .noneMatch(id -> held.stream().anyMatch(log -> log.containsKey(id)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void terminate(Run run) throws IOException, InterruptedException {
    ChildProcess gateway = run.rig().gateway().running();
    long start = System.nanoTime();
    gateway.signal("TERM");
    run.figure("exit_code", gateway.awaitExit(SHUTDOWN));
    run.figure("exit_ms", (System.nanoTime() - start) / 1e6);
    run.restartsGateway();
  }

  static Plan killed(Options options, Random random) {
    long at = random.nextInt(1_500);
    return new Plan(Rigs.three(options))
        .at(
            at,
            "SIGKILL the gateway, start it again",
            run -> {
              run.rig().gateway().running().kill();
              run.restartsGateway();
            })
        .lasts(at + 200)
        .expect(
            "requests are acknowledged, or break",
            run ->
                run.all(
                    "F21", run.during(), Kind.ACKED, Kind.RETRY, Kind.UNREACHABLE, Kind.BROKEN));
  }

  static Optional<Path> faketime() {
    return FAKETIME.stream().filter(Files::exists).findFirst();
  }

  static Plan clockJumps(Options options, Random random) {
    Path offset = options.directory().resolve("faketime");
    String library = faketime().map(Path::toString).orElse("");
    RigConfig rig =
        Rigs.five(options)
            .withEnvironment(
                Map.of(
                    "LD_PRELOAD", library,
                    "FAKETIME_TIMESTAMP_FILE", offset.toString(),
                    "FAKETIME_CACHE_DURATION", "1",
                    "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                    "DONT_FAKE_MONOTONIC", "1"));
    Plan plan = new Plan(rig);
    long part = Math.max(1_500, options.fault().toMillis() / 5);
    List<String> jumps = Stream.of("+61s", "+3600s", "-3600s", "+315360000s", "+0s").toList();
    for (int i = 0; i < jumps.size(); i++) {
      String jump = jumps.get(i);
      plan.at(part * i, "the gateway's clock is " + jump, run -> Files.writeString(offset, jump));
    }
    return plan.lasts(part * jumps.size())
        .expect("every request is acknowledged", run -> run.all("F26", run.during(), Kind.ACKED));
  }

  static Plan paused(Options options, Random random) {
    long pause = Math.max(2_000, options.fault().toMillis());
    return new Plan(Rigs.three(options))
        .at(0, "SIGSTOP the gateway", run -> run.rig().gateway().running().signal("STOP"))
        .at(pause, "SIGCONT the gateway", run -> run.rig().gateway().running().signal("CONT"))
        .lasts(pause + 2_000)
        .expect(
            "requests are acknowledged, told to come back, or given up",
            run -> run.all("F31", run.during(), Kind.ACKED, Kind.RETRY, Kind.GIVEN_UP))
        .expect(
            "requests after the pause are acknowledged",
            run -> run.all("F31", run.after(1, 1_000, 0), Kind.ACKED));
  }

  static Plan impatientSenders(Options options, Random random) {
    int within = 5 + random.nextInt(40);
    return new Plan(Rigs.three(options))
        .at(
            0,
            "three of four senders give up within " + within + " ms",
            run -> run.load().giveUpWithin(within))
        .at(
            options.fault().toMillis(),
            "all senders are patient again",
            run -> run.load().giveUpWithin(0))
        .lasts(options.fault().toMillis() + 1_000)
        .expect(
            "requests are acknowledged or given up",
            run -> run.all("F32", run.during(), Kind.ACKED, Kind.GIVEN_UP))
        .expect(
            "requests of patient senders are acknowledged",
            run -> run.all("F32", run.after(1, 200, 0), Kind.ACKED));
  }
}
