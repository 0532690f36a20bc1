package io.flaregate.benchmarks;

import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * JMH with its gc profiler on, since bytes per operation are the figure that does not depend on the
 * machine. Arguments are JMH's own; {@code -prof} with any other profiler turns the gc profiler
 * off, and {@code -h}, {@code -l}, {@code -lp}, {@code -lprof}, {@code -lrf} are JMH's too.
 */
public final class Main {
  private Main() {}

  /** Runs what JMH's command line says. */
  public static void main(String[] args) throws Exception {
    if (isQuestion(args)) {
      org.openjdk.jmh.Main.main(args);
    } else {
      run(args);
    }
  }

  private static boolean isQuestion(String[] args) {
    for (String arg : args) {
      switch (arg) {
        case "-h", "-l", "-lp", "-lprof", "-lrf" -> {
          return true;
        }
        default -> {
          // An option of the run itself.
        }
      }
    }
    return false;
  }

  private static void run(String[] args) throws RunnerException {
    CommandLineOptions options;
    try {
      options = new CommandLineOptions(args);
    } catch (CommandLineOptionException e) {
      System.err.println(e.getMessage() + "; -h tells the options");
      System.exit(2);
      return;
    }
    OptionsBuilder builder = new OptionsBuilder();
    builder.parent(options);
    if (options.getProfilers().isEmpty()) {
      builder.addProfiler(GCProfiler.class);
    }
    new Runner(builder.build()).run();
  }
}
