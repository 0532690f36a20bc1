package io.flaregate.it.live;

import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.FreePort;
import io.flaregate.it.chaos.rig.Wait;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The built gateway, in the same memberlist cluster as Pyroscope's parts. */
final class LiveGateway implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path home =
      Path.of("../plugin/distribution/target/flaregate").toAbsolutePath().normalize();
  private final Path directory;
  private final Path config;
  private final int port = FreePort.next();
  private final int adminPort = FreePort.next();
  private final ChildProcess process;

  LiveGateway(PyroscopeCluster cluster, Path directory) throws IOException {
    this.directory = Files.createDirectories(directory.resolve("gateway"));
    config =
        Files.writeString(
            this.directory.resolve("gateway.yaml"),
            """
            receivers:
              phlare:
                endpoint: "127.0.0.1:%d"
                tenant: { multitenancy_enabled: true }
            processors:
              phlare:
                limits: { reject_older_than: 0s, ingestion_rate_mb: 0 }
            exporters:
              phlare:
                ring:
                  replication_factor: %d
                  kvstore: { store: memberlist, memberlist: { join_members: ["%s"] } }
            service:
              admin: { endpoint: "127.0.0.1:%d" }
              pipelines:
                profiles: { receivers: [phlare], processors: [phlare], exporters: [phlare] }
            """
                .formatted(
                    port, PyroscopeCluster.REPLICATION_FACTOR, cluster.gossipAddress(), adminPort));
    process = launch("run", "--config", config.toString());
    Wait.until(
        "the gateway sees " + cluster.ingesters() + " ingesters: " + process.output(),
        PATIENCE,
        () -> page("/ring").split("\"ACTIVE\"", -1).length > cluster.ingesters());
  }

  private ChildProcess launch(String... arguments) throws IOException {
    List<String> command = new java.util.ArrayList<>();
    command.add(home.resolve("bin/flaregate").toString());
    command.addAll(List.of(arguments));
    return ChildProcess.start(
        directory, "flaregate", Map.of("FLAREGATE_JAVA_OPTS", "-Xmx512m"), command);
  }

  private String page(String path) throws IOException {
    URLConnection page =
        URI.create("http://127.0.0.1:" + adminPort + path).toURL().openConnection();
    page.setRequestProperty("Accept", "application/json");
    try (InputStream in = page.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The URL of its receiver for pushes. */
  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The process. */
  ChildProcess process() {
    return process;
  }

  /** What {@code flaregate read profile} says of all profiles of a type. */
  String read(String tenant, String type) throws IOException, InterruptedException {
    ChildProcess command =
        launch(
            "read",
            "profile",
            "--config",
            config.toString(),
            "--tenant",
            tenant,
            "--from",
            "now-24h",
            "--type",
            type,
            "--output",
            directory.resolve("read.pb.gz").toString());
    int code = command.awaitExit(PATIENCE);
    return code == 0 ? command.output().strip() : "exit code " + code + ": " + command.output();
  }

  @Override
  public void close() {
    process.close();
  }
}
