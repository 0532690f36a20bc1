package io.flaregate.it.chaos;

import io.flaregate.it.chaos.rig.Answered.Kind;
import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.RigConfig;
import io.flaregate.it.chaos.rig.Wait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Faults of what {@code ack: durable} and hints keep. */
final class DurableFaults {
  private static final int FLIPS = 3;
  private static final Duration RECOVERY = Duration.ofSeconds(30);
  private static final Duration HANDOVER = Duration.ofSeconds(60);

  private DurableFaults() {}

  static Plan powerCut(Options options, Random random) {
    String java;
    try {
      java = PowerCut.javaOptions(options.directory(), options.skipsSync());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long seed = random.nextLong();
    long at = random.nextInt(1_500) + 1_000L;
    RigConfig rig = Rigs.durable(options).withJavaOptions(java);
    return new Plan(rig)
        .at(
            0,
            "SIGKILL ingesters 0 and 1: what comes now is in the log alone",
            DurableFaults::killTwo)
        .at(
            at,
            "power cut: SIGKILL the gateway, lose what was not forced, start it again",
            run -> {
              run.rig().gateway().running().kill();
              run.figure(
                  "files_cut",
                  PowerCut.apply(options.directory(), Rigs.wal(options), new Random(seed)));
              run.restartsGateway();
            })
        .at(at + 200, "start both ingesters", run -> run.rig().startIngesters())
        .expect(
            "requests are acknowledged, or break",
            run ->
                run.all(
                    "F22", run.during(), Kind.ACKED, Kind.RETRY, Kind.UNREACHABLE, Kind.BROKEN));
  }

  private static void killTwo(Run run) throws InterruptedException {
    run.rig().ingester(0).kill();
    run.rig().ingester(1).kill();
  }

  static Plan damaged(Options options, Random random) {
    long seed = random.nextLong();
    return new Plan(Rigs.durable(options))
        .at(
            0,
            "SIGKILL ingesters 0 and 1: what comes now is in the log alone",
            DurableFaults::killTwo)
        .at(
            1_500,
            "SIGKILL the gateway, flip " + FLIPS + " bytes of its log, start it again",
            run -> {
              run.rig().gateway().running().kill();
              flip(Rigs.wal(options), new Random(seed));
              run.restartsGateway();
              run.rig().gateway().awaitReadyOrRunning();
            })
        .at(1_700, "start both ingesters", run -> run.rig().startIngesters())
        // A record holds what one request has for one series; each flip may cost one.
        .mayLose(FLIPS)
        .expect(
            "the damage is told",
            run -> run.rig().gateway().running().output().matches("(?s).*(WARN|ERROR).*"));
  }

  /** Flips bytes of the largest file, behind its header. */
  private static void flip(Path folder, Random random) throws IOException {
    Path largest;
    try (Stream<Path> all = Files.walk(folder)) {
      largest =
          all.filter(Files::isRegularFile)
              .max(Comparator.comparingLong(file -> file.toFile().length()))
              .orElseThrow();
    }
    try (FileChannel file =
        FileChannel.open(largest, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FLIPS; i++) {
        long at = 4_096 + (long) (random.nextDouble() * Math.max(1, file.size() - 8_192));
        ByteBuffer one = ByteBuffer.allocate(1);
        if (file.read(one, at) == 1) {
          one.put(0, (byte) (one.get(0) ^ (1 << random.nextInt(8)))).rewind();
          int unused = file.write(one, at);
        }
      }
    }
  }

  static Plan full(Options options, Random random) {
    return new Plan(Rigs.durableOn(options, Tmpfs.folder(options), 1L << 30))
        .padded(20_000)
        .at(
            0,
            "SIGKILL ingesters 0 and 1: the log, on a disk of 1 MiB, fills",
            DurableFaults::killTwo)
        .at(
            options.fault().toMillis(),
            "start both: the log is emptied",
            run -> {
              run.rig().startIngesters();
              boolean recovered =
                  Wait.within(RECOVERY, () -> run.load().once().kind() == Kind.ACKED);
              run.figure("recovered", recovered ? 1 : 0);
            })
        .lasts(options.fault().toMillis() + 1_000)
        .expect(
            "requests are acknowledged or told to come back",
            run -> run.all("F24", run.during(), Kind.ACKED, Kind.RETRY))
        .expect(
            "the disk was full: some are told to come back",
            run -> Run.kinds(run.during()).getOrDefault(Kind.RETRY, 0) > 0)
        .expect(
            "it recovers by itself within " + RECOVERY.toSeconds() + " s",
            run -> run.figureOr("recovered", 0) == 1);
  }

  static Plan twoGateways(Options options, Random random) {
    return new Plan(Rigs.durable(options))
        .at(
            0,
            "start a second gateway on the same directory",
            run -> {
              ChildProcess second =
                  run.rig()
                      .gateway()
                      .launch(
                          "run",
                          "--config",
                          run.rig().gateway().file().toString(),
                          "--set",
                          "receivers::otlp::protocols::grpc::endpoint=127.0.0.1:0",
                          "--set",
                          "receivers::otlp::protocols::http::endpoint=127.0.0.1:0",
                          "--set",
                          "service::admin::endpoint=127.0.0.1:0");
              run.figure("second_exit_code", second.awaitExit(Duration.ofSeconds(60)));
              run.figure("names_directory", second.output().contains("wal") ? 1 : 0);
            })
        .lasts(1_000)
        .expect("the second exits with 1", run -> run.figureOr("second_exit_code", 0) == 1)
        .expect("it says why", run -> run.figureOr("names_directory", 0) == 1)
        .expect("the first goes on", run -> run.all("F25", run.during(), Kind.ACKED));
  }

  static Plan secondLoss(Options options, Random random) {
    int first = random.nextInt(3);
    int second = (first + 1) % 3;
    long back = options.fault().toMillis();
    return new Plan(Rigs.three(options).withExporter(List.of("hints: { enabled: true }")))
        .at(0, "SIGKILL ingester " + first, run -> run.rig().ingester(first).kill())
        .at(back, "start it", run -> run.rig().startIngesters())
        .at(
            back + 500,
            "wait until it has got what it missed, then ingester " + second + " loses its disk",
            run -> {
              run.load().pause();
              boolean handedOver =
                  Wait.within(
                      HANDOVER,
                      () -> Checker.check(run.load().answers(), run.rig().held()).missing() == 0);
              run.figure("handed_over", handedOver ? 1 : 0);
              run.rig().ingester(second).kill();
              run.rig().ingester(second).loseDisk();
            })
        .expect("all that was missed is handed over", run -> run.figureOr("handed_over", 0) == 1)
        .expect("every request is acknowledged", run -> run.all("H1", run.during(), Kind.ACKED));
  }
}
