package io.flaregate.it.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command {@code flaregate-chaos}. */
@Command(
    name = "flaregate-chaos",
    mixinStandardHelpOptions = true,
    description = {
      "Breaks a running gateway, its ingesters, their network and their ring, and checks that"
          + " nothing is lost that was acknowledged.",
      "Exit codes: 0 all is well, 1 something was lost, 2 something else than expected happened,"
          + " 3 the rig broke, 64 the arguments are wrong."
    })
public final class ChaosMain implements Callable<Integer> {
  private static final int LOST = 1;
  private static final int UNEXPECTED = 2;
  private static final int BROKEN = 3;
  private static final int USAGE = 64;

  @Option(names = "--minutes", description = "Goes through the faults until then; 0: once.")
  private long minutes;

  @Option(names = "--seed", description = "The first seed; runs count on from it.")
  private long seed = 1;

  @Option(names = "--faults", description = "Which, such as F1,F3; all if not said.")
  private String faults = "";

  @Option(names = "--runs", description = "Runs of each fault in a row.")
  private int runs = 1;

  @Option(names = "--ack", description = "quorum or durable.")
  private String ack = "quorum";

  @Option(names = "--rate", description = "Profiles a second.")
  private int rate = 200;

  @Option(names = "--batch", description = "Profiles in a request.")
  private int batch = 4;

  @Option(names = "--padding", description = "Bytes of random text in each profile.")
  private int padding;

  @Option(names = "--healthy-seconds", description = "Time before each fault.")
  private double healthySeconds = 3;

  @Option(names = "--fault-seconds", description = "How long faults last.")
  private double faultSeconds = 15;

  @Option(names = "--home", description = "The distribution to test.")
  private Path home = Path.of("../plugin/distribution/target/flaregate");

  @Option(
      names = "--mutant",
      description =
          "Tests a gateway that is broken on purpose: acks-before-quorum, drops-hints,"
              + " skips-fsync.")
  private String mutant = "";

  @Option(names = "--plan", description = "Prints the plans and runs nothing.")
  private boolean planOnly;

  /** Without arguments: made by the command line. */
  public ChaosMain() {}

  /** The process. */
  public static void main(String[] args) {
    CommandLine command = new CommandLine(new ChaosMain());
    command.getCommandSpec().exitCodeOnInvalidInput(USAGE).exitCodeOnExecutionException(BROKEN);
    System.exit(command.execute(args));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<Fault> wanted;
    try {
      wanted = Fault.parse(faults);
    } catch (IllegalArgumentException e) {
      System.err.println("flaregate-chaos: " + e.getMessage());
      return USAGE;
    }
    Options options =
        Options.of(Files.createTempDirectory("flaregate-chaos"), seed)
            .withHome(home.toAbsolutePath().normalize())
            .withAck(ack)
            .withLoad(rate, batch)
            .withPadding(padding)
            .withTimes(healthySeconds, faultSeconds);
    if (planOnly) {
      wanted.forEach(
          fault -> System.out.println(fault + " seed " + seed + "\n" + fault.plan(options, seed)));
      return 0;
    }
    Report report = new Report();
    runAll(wanted, mutant.isEmpty() ? options : mutated(options), report);
    System.out.println(report.markdown());
    System.out.println(report.json());
    System.out.println("files: " + options.directory());
    return report.lostSomething() ? LOST : report.isGood() ? 0 : UNEXPECTED;
  }

  private Options mutated(Options options) throws IOException {
    if (mutant.equals("skips-fsync")) {
      return options.withAck("unsynced");
    }
    for (Mutant each : Mutant.values()) {
      if (each.word().equals(mutant)) {
        return options.withHome(each.make(options.home(), options.directory()));
      }
    }
    throw new IOException("no mutant \"" + mutant + "\"");
  }

  private void runAll(List<Fault> wanted, Options options, Report report)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
    long number = seed;
    Consumer<String> out = System.out::println;
    List<Fault> possible = new ArrayList<>(wanted);
    possible.removeIf(fault -> !Needs.tellIfMissing(fault, options, out));
    try (Runner runner = new Runner(options, out)) {
      do {
        for (Fault fault : possible) {
          for (int i = 0; i < runs; i++) {
            report.add(runner.run(fault, number + i));
          }
        }
        number += runs;
      } while (System.nanoTime() - end < 0);
    }
  }
}
