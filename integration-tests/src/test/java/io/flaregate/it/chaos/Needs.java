package io.flaregate.it.chaos;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** What some faults need that a machine or a build may not have. */
final class Needs {
  private static final Map<String, String> PROBLEMS = new ConcurrentHashMap<>();

  private Needs() {}

  /** What is missing for a fault; empty if nothing is. */
  static Optional<String> missing(Fault fault, Options options) {
    boolean durable = options.durable();
    return switch (fault) {
      case F26 ->
          GatewayFaults.faketime().isEmpty()
              ? Optional.of("libfaketime is not installed (Debian: apt install faketime)")
              : exporter(options, durable);
      case F22, F23, F25 -> exporter(options, true);
      case F24 -> smallDisk(options).or(() -> exporter(options, true));
      case H1 -> tried(options, "hints: { enabled: true }");
      default -> exporter(options, durable);
    };
  }

  private static Optional<String> smallDisk(Options options) {
    return Optional.of(Tmpfs.mount(options)).filter(problem -> !problem.isEmpty());
  }

  private static Optional<String> exporter(Options options, boolean durable) {
    return durable
        ? tried(options, "ack: durable\n    wal: { directory: \"" + Rigs.wal(options) + "\" }")
        : Optional.empty();
  }

  /** Whether the build takes some keys of the exporter. */
  private static Optional<String> tried(Options options, String keys) {
    String problem =
        PROBLEMS.computeIfAbsent(options.home() + keys, any -> validate(options, keys));
    return problem.isEmpty()
        ? Optional.empty()
        : Optional.of("this build does not have it: " + problem);
  }

  private static String validate(Options options, String keys) {
    try {
      Path file = Files.createTempFile(options.directory(), "needs", ".yaml");
      Files.writeString(
          file,
          """
          receivers: { otlp: { protocols: { grpc: { endpoint: "127.0.0.1:0" } } } }
          processors: { phlare: {} }
          exporters:
            phlare:
              ring: { replication_factor: 1, static_instances: [{ id: a, addr: "127.0.0.1:1" }] }
              KEYS
          service:
            pipelines: { profiles: { receivers: [otlp], processors: [phlare], exporters: [phlare] } }
          """
              .replace("KEYS", keys));
      Process process =
          new ProcessBuilder(
                  options.home().resolve("bin/flaregate").toString(),
                  "validate",
                  "--config",
                  file.toString())
              .redirectErrorStream(true)
              .start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0 ? "" : said.strip().replace('\n', ' ');
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** Whether nothing is missing; says so otherwise. */
  static boolean tellIfMissing(Fault fault, Options options, Consumer<String> out) {
    Optional<String> missing = missing(fault, options);
    missing.ifPresent(what -> out.accept(fault + " is left out: " + what));
    return missing.isEmpty();
  }
}
