package io.flaregate.benchmarks.guard;

import java.nio.file.Path;

/**
 * The guard's command line.
 *
 * @param budgets the file of committed figures
 * @param writes whether to write that file instead of comparing with it
 * @param plant a regression on purpose
 */
record GuardOptions(Path budgets, boolean writes, Plant plant) {
  static final String USAGE =
      """
      usage: Guard [--budgets=FILE] [--write-budgets] [--plant=boxed-map|string-copies]
        --budgets=FILE    the committed figures; default: benchmarks/budgets.txt
        --write-budgets   writes what is measured to that file, in place of comparing
        --plant=NAME      adds a regression to the hot path, which must make the guard fail
      """;

  /**
   * Reads a command line.
   *
   * @throws IllegalArgumentException if it is none
   */
  static GuardOptions parse(String... args) {
    Path budgets = Path.of("benchmarks", "budgets.txt");
    boolean writes = false;
    Plant plant = Plant.NONE;
    for (String arg : args) {
      if (arg.equals("--write-budgets")) {
        writes = true;
      } else if (arg.startsWith("--budgets=")) {
        budgets = Path.of(arg.substring("--budgets=".length()));
      } else if (arg.startsWith("--plant=")) {
        plant = plant(arg.substring("--plant=".length()));
      } else {
        throw new IllegalArgumentException("unknown argument " + arg + "\n" + USAGE);
      }
    }
    if (writes && plant != Plant.NONE) {
      throw new IllegalArgumentException("--write-budgets would write a planted regression");
    }
    return new GuardOptions(budgets, writes, plant);
  }

  private static Plant plant(String name) {
    Plant plant = Plant.named(name);
    if (plant == null) {
      throw new IllegalArgumentException("--plant is " + name + "\n" + USAGE);
    }
    return plant;
  }
}
