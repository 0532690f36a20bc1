package io.flaregate.benchmarks.guard;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Fails if the hot path allocates more, or has become slower against baselines of the same run,
 * than is committed in {@code benchmarks/budgets.txt}.
 *
 * <p>It measures in a JVM of its own, started with fixed flags: code is compiled before it goes on
 * running ({@code -Xbatch}), so that what the compiler saves of allocations is the same in every
 * run.
 */
public final class Guard {
  private static final String CHILD = "flaregate.guard.child";
  private static final int WARM_UP_BYTES = 96 << 20;
  private static final int ROUNDS = 15;

  /** A time that is over its budget is measured again so often: the machine may have been busy. */
  private static final int ATTEMPTS = 3;

  /** The files of OTLP profiles that are measured. */
  static final List<String> OTLP_FILES =
      List.of(
          "go-small-shop-cpu.otlp.pb",
          "go-small-compile-cpu.otlp.pb",
          "go-batch-20profiles-2services.otlp.pb",
          "ebpf-200procs-oncpu.otlp.pb",
          "ap-itimer.otlp.pb",
          "go-large-compile-cpu.otlp.pb");

  private static final List<String> PPROF =
      List.of("go-shop-cpu.pb.gz", "go-compile-cpu-biggest.pb.gz", "go-index-heap.pb.gz");

  private Guard() {}

  /** Exits with 0 if all is within budget, 1 if not, 2 if the command line is wrong. */
  public static void main(String[] args) throws Exception {
    GuardOptions options;
    try {
      options = GuardOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(System.getProperty(CHILD) == null ? inOwnJvm(args) : run(options));
  }

  private static int inOwnJvm(String[] args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-Xbatch",
                "-XX:+UseSerialGC",
                "-Xms1g",
                "-Xmx1g",
                "-Xmn512m",
                "-D" + CHILD + "=true",
                "-cp",
                System.getProperty("java.class.path"),
                Guard.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command).inheritIO().start().waitFor();
  }

  private static int run(GuardOptions options) throws Exception {
    Measurement measurement = measurement(options.plant(), WARM_UP_BYTES, ROUNDS);
    NavigableMap<Figure, Double> figures = new TreeMap<>(measurement.bytes());
    figures.putAll(measurement.ratios());
    if (options.writes()) {
      new Budgets(figures).write(options.budgets());
      System.out.println("wrote " + figures.size() + " figures to " + options.budgets());
      return 0;
    }
    Budgets budgets = Budgets.read(options.budgets());
    List<Judge.Finding> findings = Judge.judge(figures, budgets);
    for (int attempt = 1; attempt < ATTEMPTS && anyTimeIsOver(findings); attempt++) {
      System.out.println("a time is over its budget; measured again");
      measurement.ratios().forEach((figure, ratio) -> figures.merge(figure, ratio, Math::min));
      findings = Judge.judge(figures, budgets);
    }
    return tell(findings);
  }

  /** A measurement of the guard's files. */
  static Measurement measurement(Plant plant, long warmUpBytes, int rounds) throws Exception {
    List<Subject> subjects = new ArrayList<>();
    for (String file : OTLP_FILES) {
      subjects.add(Subject.otlp(file, plant));
    }
    for (String file : PPROF) {
      subjects.add(Subject.pprof(file));
    }
    return new Measurement(subjects, warmUpBytes, rounds);
  }

  private static boolean anyTimeIsOver(List<Judge.Finding> findings) {
    return findings.stream()
        .anyMatch(
            each ->
                each.verdict() == Judge.Verdict.OVER && each.figure().kind() == Figure.Kind.RATIO);
  }

  private static int tell(List<Judge.Finding> findings) {
    System.out.println(Judge.head());
    findings.forEach(System.out::println);
    long failures = findings.stream().filter(each -> each.verdict().fails()).count();
    System.out.println(
        failures == 0
            ? "all " + findings.size() + " figures are within budget"
            : failures + " of " + findings.size() + " figures fail; see docs/benchmarks.md");
    return failures == 0 ? 0 : 1;
  }
}
