package io.flaregate.benchmarks.guard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Tells by how much a change makes a benchmark faster or slower, even on a machine whose speed
 * changes from minute to minute: the code of before and that of now run in one JVM, each loaded by
 * a class loader of its own, and take turns of 20 ms. Which is loaded first changes from JVM to
 * JVM, since the second may be compiled a little worse.
 */
public final class Compare {
  private static final String CHILD = "flaregate.compare.child";
  private static final String RESULT = "ratio ";
  private static final long WARM_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final int WARM_UP_TURNS = 60;
  private static final int ROUNDS = 120;

  private Compare() {}

  /** Exits with 0 if it has measured, 1 if a measurement failed, 2 if the command line is wrong. */
  public static void main(String[] args) throws Exception {
    if (System.getProperty(CHILD) != null) {
      double ratio = ratio(args[0], args[1], args[2], args[3], WARM_UP_TURNS, ROUNDS);
      System.out.println(RESULT + ratio);
      // A benchmark may have threads that nobody ends here.
      System.exit(0);
    }
    CompareOptions options;
    try {
      options = CompareOptions.parse(System.getProperty("java.class.path"), Guard.OTLP_FILES, args);
      Side.urls(options.before());
      Side.urls(options.after());
    } catch (IllegalArgumentException | NoSuchFileException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(run(options));
  }

  private static int run(CompareOptions options) throws IOException, InterruptedException {
    List<Double> means = new ArrayList<>();
    for (String file : options.files()) {
      List<Double> ratios = new ArrayList<>();
      for (int jvm = 0; jvm < options.jvms(); jvm++) {
        double ratio = inOwnJvm(options, file, jvm % 2 == 0);
        if (Double.isNaN(ratio)) {
          return 1;
        }
        ratios.add(ratio);
      }
      means.add(Measurement.mean(ratios));
      System.out.println(line(file, Measurement.mean(ratios), ratios));
    }
    System.out.println(line("geometric mean", Measurement.mean(means), List.of()));
    return 0;
  }

  /** The time now over the time before; not a number if it could not be measured. */
  private static double inOwnJvm(CompareOptions options, String file, boolean beforeFirst)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms2g",
                "-Xmx2g",
                "-D" + CHILD + "=true",
                "-cp",
                System.getProperty("java.class.path"),
                Compare.class.getName(),
                beforeFirst ? options.before() : options.after(),
                beforeFirst ? options.after() : options.before(),
                options.benchmark(),
                file)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    int at = output.indexOf(RESULT);
    if (process.waitFor() != 0 || at < 0) {
      return Double.NaN;
    }
    double ratio = Double.parseDouble(output.substring(at + RESULT.length()).strip());
    return beforeFirst ? ratio : 1 / ratio;
  }

  /** The time of a second code over that of a first one, in this JVM. */
  static double ratio(
      String first, String second, String benchmark, String file, int warmUpTurns, int rounds)
      throws Exception {
    Map<String, Operation> operations = new LinkedHashMap<>();
    operations.put("first", Side.load(first, benchmark, file));
    operations.put("second", Side.load(second, benchmark, file));
    for (int turn = 0; turn < warmUpTurns; turn++) {
      for (Operation operation : operations.values()) {
        TimeMeter.timesIn(operation, WARM_UP_NANOS);
      }
    }
    return TimeMeter.measure(operations, rounds).ratio("second", "first");
  }

  private static String line(String of, double mean, List<Double> ratios) {
    StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-40s", of));
    line.append(change(mean)).append(ratios.isEmpty() ? "" : "   each");
    ratios.forEach(ratio -> line.append(change(ratio)));
    return line.toString();
  }

  private static String change(double ratio) {
    return String.format(Locale.ROOT, " %+6.1f %%", 100 * (ratio - 1));
  }
}
