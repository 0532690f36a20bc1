package io.flaregate.benchmarks.guard;

/** The body of a benchmark. */
@FunctionalInterface
public interface Operation {

  /**
   * Runs once.
   *
   * @return something that depends on all of the work
   */
  Object run() throws Exception;

  /** Runs some times; a number that depends on all the results. */
  static int repeat(Operation operation, int times) throws Exception {
    int sum = 0;
    for (int i = 0; i < times; i++) {
      // Looks at the object's identity, so that it has to be there.
      sum += System.identityHashCode(operation.run());
    }
    return sum;
  }
}
