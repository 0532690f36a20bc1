package io.flaregate.it.tenants;

import io.flaregate.it.tenants.ManyTenants.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Measures what a crowd of tenants and label values leaves in a gateway (row B46 of our list).
 * Arguments: tenants, label values in all; run from integration-tests. The ingesters behind it are
 * one process that says OK and keeps nothing.
 */
public final class ManyTenantsMain {
  /** By how much the heap may have grown. */
  static final long MAX_GROWTH_BYTES = 64L << 20;

  private ManyTenantsMain() {}

  /** Exit code 0: heap and metrics stayed within their bounds. */
  public static void main(String[] args) throws Exception {
    int tenants = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
    int values = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
    Path directory = Files.createTempDirectory("many-tenants");
    boolean failed;
    try (TenantsRig rig = TenantsRig.withSink(directory)) {
      long start = System.nanoTime();
      Outcome outcome = new ManyTenants(rig.gateway(), tenants, values).run();
      System.out.printf(
          "%d tenants, %d label values in %d s: %s; heap after a collection %.1f MiB before, %.1f"
              + " MiB after; %d series of metrics; alive: %b%n",
          tenants,
          values,
          (System.nanoTime() - start) / 1_000_000_000,
          outcome.answers(),
          outcome.heapBefore() / 1048576.0,
          outcome.heapAfter() / 1048576.0,
          outcome.series(),
          rig.gateway().process().isAlive());
      failed =
          outcome.grownBytes() > MAX_GROWTH_BYTES || outcome.series() > NoisyTenantMain.MAX_SERIES;
    }
    System.exit(failed ? 1 : 0);
  }
}
