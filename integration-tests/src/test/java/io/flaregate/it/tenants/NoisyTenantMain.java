package io.flaregate.it.tenants;

import io.flaregate.it.tenants.NoisyTenant.Kind;
import io.flaregate.it.tenants.NoisyTenant.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * Measures what a noisy tenant does to a quiet one (rows B29 and G14 of our list). Arguments:
 * rounds, seconds of each, seed, one noise; run from integration-tests.
 */
public final class NoisyTenantMain {
  /** The most series that a gateway's metrics may have. */
  static final long MAX_SERIES = 20_000;

  private NoisyTenantMain() {}

  /** Exit code 0: the quiet tenant saw no error, and the metrics stayed within their bound. */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 6;
    int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : 1;
    boolean failed = false;
    System.out.println(
        "| noise | quiet requests | errors | p50 alone, elsewhere, beside, ms | p99 alone, elsewhere,"
            + " beside, ms | median of the rounds' p99 alone, elsewhere, beside, ms | series |");
    System.out.println("|---|---:|---:|---:|---:|---:|---:|");
    for (Noise noise :
        args.length > 3 ? List.of(Noise.valueOf(args[3])) : List.of(Noise.values())) {
      Path directory = Files.createTempDirectory("noisy-tenant");
      try (TenantsRig rig = TenantsRig.start(directory)) {
        Outcome outcome =
            new NoisyTenant(rig, noise, seed).run(rounds, Duration.ofSeconds(seconds));
        long series = TenantsGateway.seriesOf(rig.gateway().metrics());
        print(noise, outcome, series);
        failed |= outcome.errors() > 0 || series > MAX_SERIES;
      }
    }
    System.exit(failed ? 1 : 0);
  }

  private static void print(Noise noise, Outcome outcome, long series) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %d | %s | %s | %s | %d |%n",
        noise,
        outcome.quiet().values().stream()
            .flatMap(List::stream)
            .mapToInt(round -> round.nanos().size())
            .sum(),
        outcome.errors(),
        three(kind -> outcome.millis(kind, 0.5)),
        three(kind -> outcome.millis(kind, 0.99)),
        three(kind -> outcome.median(kind, 0.99)),
        series);
    System.out.println("<!-- " + outcome.words() + " -->");
  }

  private static String three(ToDoubleFunction<Kind> figure) {
    return Arrays.stream(Kind.values())
        .map(kind -> String.format(Locale.ROOT, "%.1f", figure.applyAsDouble(kind)))
        .collect(Collectors.joining(", "));
  }
}
