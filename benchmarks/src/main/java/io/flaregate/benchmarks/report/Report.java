package io.flaregate.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs all benchmarks and writes their tables into {@code docs/benchmarks.md} and their plot into
 * {@code docs/benchmarks-growth.svg}. {@code --quick} shortens the iterations, for a look; {@code
 * --write} runs nothing and writes what the last run left in {@code benchmarks/target/results}.
 */
public final class Report {
  private static final Path FOLDER = Path.of("benchmarks", "target", "results");
  private static final Path DOCUMENT = Path.of("docs", "benchmarks.md");
  private static final Path PLOT = Path.of("docs", "benchmarks-growth.svg");
  private static final String MACHINE = "machine.txt";
  private static final double QUICK_PACE = 0.15;
  private static final String USAGE = "usage: benchmarks/run [--quick | --write]";

  private Report() {}

  /** Exits with 2 if the command line is wrong. */
  public static void main(String[] args) throws Exception {
    String mode = args.length == 0 ? "" : args[0];
    boolean isKnown = List.of("", "--quick", "--write").contains(mode);
    if (!isKnown || args.length > 1) {
      System.err.println(USAGE);
      System.exit(2);
    }
    if (!mode.equals("--write")) {
      boolean isQuick = mode.equals("--quick");
      new Runs(FOLDER, isQuick ? QUICK_PACE : 1, isQuick ? 1 : Runs.PASSES).run();
      String how = isQuick ? " (a quick run on code that is hardly warm: not to be quoted)" : "";
      Files.writeString(FOLDER.resolve(MACHINE), Machine.describe() + how, UTF_8);
    }
    write(FOLDER, DOCUMENT, PLOT);
  }

  /** Writes the results of a folder. */
  static void write(Path folder, Path document, Path plot) throws Exception {
    Results results = Results.read(folder, Runs.TURNS, Runs.GROWTH, Runs.STEPS);
    TransformTables transform = new TransformTables(results);
    PushTable push = new PushTable(results);
    Growth growth = new Growth(results);
    HostileTable hostile = new HostileTable(results);
    Threads threads = new Threads(Results.read(folder, Runs.THREADS));
    Targets targets = new Targets();
    transform.targets(targets);
    push.targets(targets);
    growth.targets(targets);
    threads.targets(targets);
    hostile.targets(targets);
    String text =
        """
        Measured on %s. JVMs have the default collector and 2 GiB of heap (hostile bodies: 256 MiB). What works on a file is
        measured in a JVM of its own for each file, in which all ways take turns of 0.2 s: a time is the median of the turns, a ratio that
        of the rounds. All else is measured by JMH in up to %d passes, each method in a JVM of its own: medians of the iterations of the
        best pass.

        ### What was to be reached

        %s
        ### OTLP in, pprofs out

        %s
        ### The same with gzip

        %s
        ### A pprof in, a pprof out

        %s
        ### Single steps

        %s
        ### Growth

        ![Time over the number of samples](%s)

        %s
        ### Threads

        %s
        ### Hostile bodies

        %s"""
            .formatted(
                Files.readString(folder.resolve(MACHINE), UTF_8),
                Runs.PASSES,
                targets,
                transform.perFile(),
                transform.gzipPerFile(),
                push,
                new StepsTable(results),
                plot.getFileName(),
                growth,
                threads,
                hostile);
    Document.replace(document, text);
    Files.writeString(plot, new GrowthPlot(growth.lines()).svg(), UTF_8);
    System.out.println("wrote " + document + " and " + plot);
  }
}
