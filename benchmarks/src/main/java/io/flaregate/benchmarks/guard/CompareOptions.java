package io.flaregate.benchmarks.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * The command line of {@link Compare}.
 *
 * @param before the class path of the code before, as {@code java -cp} takes it
 * @param after that of the code now
 * @param benchmark class and method, such as {@code TransformBenchmark.transform}
 * @param jvms how many JVMs measure each file: an even number, so that either code comes first as
 *     often
 * @param files what the benchmark is given
 */
record CompareOptions(String before, String after, String benchmark, int jvms, List<String> files) {
  static final String USAGE =
      """
      usage: Compare --before=JAR [--after=JAR] [--benchmark=CLASS.METHOD] [--jvms=N] [FILE...]
        --before=JAR      benchmarks.jar of the code before
        --after=JAR       that of the code now; default: the one that this runs from
        --benchmark=...   default: TransformBenchmark.transform
        --jvms=N          JVMs for each file, an even number; default: 4
        FILE...           files of the corpus that the benchmark takes; default: those of the guard
      """;

  CompareOptions {
    files = List.copyOf(files);
  }

  /**
   * Reads a command line.
   *
   * @param own the class path that this runs from
   * @param defaults the files if none are named
   * @throws IllegalArgumentException if it is none
   */
  static CompareOptions parse(String own, List<String> defaults, String... args) {
    String before = "";
    String after = own;
    String benchmark = "TransformBenchmark.transform";
    int jvms = 4;
    List<String> files = new ArrayList<>();
    for (String arg : args) {
      String value = arg.substring(arg.indexOf('=') + 1);
      if (arg.startsWith("--before=")) {
        before = value;
      } else if (arg.startsWith("--after=")) {
        after = value;
      } else if (arg.startsWith("--benchmark=")) {
        benchmark = benchmark(value);
      } else if (arg.startsWith("--jvms=")) {
        jvms = jvms(value);
      } else if (arg.startsWith("-")) {
        throw new IllegalArgumentException("unknown argument " + arg + "\n" + USAGE);
      } else {
        files.add(arg);
      }
    }
    if (before.isEmpty()) {
      throw new IllegalArgumentException("--before is missing\n" + USAGE);
    }
    return new CompareOptions(before, after, benchmark, jvms, files.isEmpty() ? defaults : files);
  }

  private static String benchmark(String name) {
    if (!name.matches("\\w+\\.\\w+")) {
      throw new IllegalArgumentException("--benchmark is " + name + "\n" + USAGE);
    }
    return name;
  }

  private static int jvms(String text) {
    if (!text.matches("[1-9][0-9]?") || Integer.parseInt(text) % 2 != 0) {
      throw new IllegalArgumentException(
          "--jvms is " + text + " (expected: an even number from 2 to 98)\n" + USAGE);
    }
    return Integer.parseInt(text);
  }
}
