package io.flaregate.benchmarks.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Runs a measurement in a JVM of its own, which tells its results as JMH writes them. */
final class OwnJvm {
  private static final String RESULT = "result ";

  private OwnJvm() {}

  /**
   * Runs a class in another JVM.
   *
   * @return the results that it told
   * @throws IOException if it failed
   */
  static List<String> run(Class<?> main, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xms2g",
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", arguments) + " failed");
    }
    return output
        .lines()
        .filter(line -> line.startsWith(RESULT))
        .map(line -> line.substring(RESULT.length()))
        .toList();
  }

  /** What the other JVM does with a result. */
  static void tell(String result) {
    System.out.println(RESULT + result);
  }

  /**
   * A result.
   *
   * @param method class and method of a benchmark
   * @param mode JMH's short name of what is measured
   * @param turns what each turn took or reached
   * @param bytes what each turn allocated an operation
   */
  static String json(String method, String mode, String file, double[] turns, double[] bytes) {
    return String.format(
        Locale.ROOT,
        "{\"benchmark\": \"io.flaregate.benchmarks.%s\", \"mode\": \"%s\","
            + " \"params\": {\"file\": \"%s\"}, \"primaryMetric\": %s,"
            + " \"secondaryMetrics\": {\"gc.alloc.rate.norm\": %s}}",
        method,
        mode,
        file,
        metric(turns),
        metric(bytes));
  }

  private static String metric(double[] turns) {
    String all =
        Arrays.stream(turns)
            .mapToObj(turn -> String.format(Locale.ROOT, "%.6f", turn))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "{\"scorePercentiles\": {\"50.0\": %.6f}, \"rawData\": [[%s]]}",
        Stats.median(turns),
        all);
  }
}
