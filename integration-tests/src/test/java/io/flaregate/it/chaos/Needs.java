package io.flaregate.it.chaos;

import java.util.Optional;
import java.util.function.Consumer;

/** What some faults need that a machine or a build may not have. */
final class Needs {
  private Needs() {}

  /** What is missing for a fault; empty if nothing is. */
  static Optional<String> missing(Fault fault, Options options) {
    if (fault == Fault.F26 && GatewayFaults.faketime().isEmpty()) {
      return Optional.of("libfaketime is not installed (Debian: apt install faketime)");
    }
    return Optional.empty();
  }

  /** Whether nothing is missing; says so otherwise. */
  static boolean tellIfMissing(Fault fault, Options options, Consumer<String> out) {
    Optional<String> missing = missing(fault, options);
    missing.ifPresent(what -> out.accept(fault + " is left out: " + what));
    return missing.isEmpty();
  }
}
