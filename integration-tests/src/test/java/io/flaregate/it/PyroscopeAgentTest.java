package io.flaregate.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.gateway.Gateway;
import io.flaregate.ingester.EmbeddedIngester;
import io.flaregate.ingester.IngesterConfig;
import io.flaregate.phlare.receiver.PhlareReceiver;
import io.flaregate.profiles.oracle.SeriesKey;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pyroscope's own agent for Java, in a process of its own, speaks to the receiver phlare. */
final class PyroscopeAgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @Test
  void whatTheAgentPushesCanBeReadFromTheIngester(@TempDir Path directory) throws Exception {
    String own = directory.resolve("ingester").toString();
    try (EmbeddedIngester ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(own));
        Gateway gateway =
            Gateway.builder()
                .configText("test", config(ingester.grpcTarget()))
                .pluginsOfClassPath()
                .build();
        ClusterReader reader = new ClusterReader(List.of(ingester.grpcTarget()), "anonymous")) {
      gateway.start();
      Process application = application(directory, port(gateway));
      try {
        Await.until(
            "CPU samples of the agent in the ingester; it says: " + directory,
            PATIENCE,
            () -> cpuNanos(reader.sums()) > 0);
      } finally {
        application.destroyForcibly();
        application.waitFor();
      }
      assertThat(reader.sums().keySet())
          .filteredOn(key -> key.type().equals("cpu"))
          .allSatisfy(
              key ->
                  assertThat(key.labels())
                      .containsEntry("__name__", "process_cpu")
                      .containsEntry("service_name", "shop")
                      .containsEntry("pyroscope_spy", "javaspy")
                      .containsEntry("env", "dev"));
    }
  }

  private static long cpuNanos(Map<SeriesKey, Long> sums) {
    return sums.entrySet().stream()
        .filter(each -> each.getKey().type().equals("cpu"))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  private static int port(Gateway gateway) {
    return gateway
        .component(ComponentKind.RECEIVER, ComponentId.parse("phlare"), PhlareReceiver.class)
        .orElseThrow()
        .address()
        .orElseThrow()
        .getPort();
  }

  private static Process application(Path directory, int port) throws IOException {
    Path agent = Path.of("target/agent/pyroscope-agent.jar").toAbsolutePath();
    assertThat(agent).exists();
    Path source =
        Files.writeString(
            directory.resolve("Busy.java"),
            """
            public class Busy {
              static double work(double x) { return Math.sqrt(x + 1); }
              public static void main(String[] args) {
                long end = System.nanoTime() + 120_000_000_000L;
                double x = 0;
                while (System.nanoTime() < end) { x += work(x); }
                System.out.println(x);
              }
            }
            """);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    ProcessBuilder builder =
        new ProcessBuilder(java, "-Xmx64m", "-javaagent:" + agent, source.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("application.log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "PYROSCOPE_SERVER_ADDRESS", "http://localhost:" + port,
                "PYROSCOPE_APPLICATION_NAME", "shop",
                "PYROSCOPE_LABELS", "env=dev",
                "PYROSCOPE_FORMAT", "jfr",
                "PYROSCOPE_PROFILER_EVENT", "itimer",
                "PYROSCOPE_UPLOAD_INTERVAL", "2s"));
    return builder.start();
  }

  private static String config(String ingester) {
    return """
        receivers:
          phlare: { endpoint: "127.0.0.1:0" }
        processors:
          phlare: {}
        exporters:
          phlare:
            ring:
              replication_factor: 1
              static_instances:
                - { id: ingester-1, addr: "%s" }
        service:
          admin: { endpoint: "127.0.0.1:0" }
          telemetry: { logs: { level: warn } }
          pipelines:
            profiles: { receivers: [phlare], processors: [phlare], exporters: [phlare] }
        """
        .formatted(ingester);
  }
}
