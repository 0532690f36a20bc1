package io.flaregate.it.tenants;

import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.OtlpSender;
import io.flaregate.it.chaos.rig.SinkProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A gateway, or more of the same, and six embedded ingesters behind it, of which each series goes
 * to three: processes of the built distribution. Every tenant has the default limits but those that
 * {@link Noise} names.
 */
final class TenantsRig implements AutoCloseable {
  private static final int INGESTERS = 6;
  private static final int COPIES = 3;
  private static final Path HOME =
      Path.of("../plugin/distribution/target/flaregate").toAbsolutePath().normalize();

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Integer> ingesterPorts = new ArrayList<>();
  private final Path directory;
  private final String gatewayFile;
  private final TenantsGateway gateway;

  /**
   * Starts one.
   *
   * @param directory where its files go
   */
  static TenantsRig start(Path directory) throws IOException {
    return new TenantsRig(directory, false);
  }

  /** Starts one whose ingesters are one process that says OK and keeps nothing. */
  static TenantsRig withSink(Path directory) throws IOException {
    return new TenantsRig(directory, true);
  }

  private TenantsRig(Path directory, boolean sink) throws IOException {
    if (!Files.isExecutable(HOME.resolve("bin/flaregate"))) {
      throw new IOException(
          "there is no built distribution at " + HOME + "; build it: mvn -B -DskipTests package");
    }
    this.directory = directory;
    try {
      if (sink) {
        sink();
      } else {
        ingesters();
      }
      gatewayFile = gatewayYaml();
      gateway = anotherGateway();
    } catch (IOException | IllegalStateException e) {
      close();
      throw e;
    }
  }

  private void sink() throws IOException {
    SinkProcess sink = SinkProcess.start(directory, 0);
    open.add(sink);
    ingesterPorts.add(sink.port());
  }

  private void ingesters() throws IOException {
    ChildProcess ingesters = launch("ingesters", "-Xmx384m", "run", "--config", ingestersYaml());
    open.add(ingesters);
    for (int i = 0; i < INGESTERS; i++) {
      ingesterPorts.add(
          Integer.parseInt(
              ingesters.awaitOutput("ingester/" + i + ": ingester\\.v1 on \\S*?:(\\d+)")));
    }
  }

  /** Starts one more gateway, in front of the same ingesters. */
  TenantsGateway anotherGateway() throws IOException {
    ChildProcess process =
        launch(
            "gateway",
            "-Xmx256m -XX:MaxDirectMemorySize=64m -XX:+ExitOnOutOfMemoryError",
            "run",
            "--config",
            gatewayFile);
    open.add(process);
    return new TenantsGateway(process);
  }

  private ChildProcess launch(String name, String javaOptions, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(HOME.resolve("bin/flaregate").toString());
    command.addAll(List.of(arguments));
    return ChildProcess.start(directory, name, Map.of("FLAREGATE_JAVA_OPTS", javaOptions), command);
  }

  private String ingestersYaml() throws IOException {
    StringBuilder extensions = new StringBuilder("extensions:\n");
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < INGESTERS; i++) {
      Path own = Files.createDirectories(directory.resolve("ingester-" + i));
      extensions.append(
          """
            ingester/%d:
              directory: "%s"
              grpc: { endpoint: "127.0.0.1:0" }
              http: { endpoint: "127.0.0.1:0" }
              limits: { max_series_per_tenant: 5000 }
          """
              .formatted(i, own));
      names.append(i == 0 ? "" : ", ").append("ingester/").append(i);
    }
    return write(
        "ingesters.yaml",
        extensions
            + """
            service:
              extensions: [%s]
              admin: { endpoint: "127.0.0.1:0" }
            """
                .formatted(names));
  }

  private String gatewayYaml() throws IOException {
    StringBuilder overrides = new StringBuilder("overrides:\n");
    for (Noise noise : Noise.values()) {
      overrides.append("  %s: { %s }%n".formatted(noise.tenant(), noise.limits()));
    }
    String overridesFile = write("overrides.yaml", overrides.toString());
    StringBuilder members = new StringBuilder();
    for (int i = 0; i < ingesterPorts.size(); i++) {
      members.append(
          "        - { id: %s }%n".formatted(member(i).replace("=", ", addr: \"") + "\""));
    }
    return write(
        "gateway.yaml",
        """
        receivers:
          otlp:
            protocols:
              grpc: { endpoint: "127.0.0.1:0" }
              http: { endpoint: "127.0.0.1:0" }
            tenant: { multitenancy_enabled: true }
        extensions:
          phlare: { runtime_config: { file: "%s" } }
        processors:
          phlare: {}
        exporters:
          phlare:
            ring:
              replication_factor: %d
              static_instances:
        %s
        service:
          extensions: [phlare]
          admin: { endpoint: "127.0.0.1:0" }
          pipelines:
            profiles: { receivers: [otlp], processors: [phlare], exporters: [phlare] }
        """
            .formatted(overridesFile, Math.min(COPIES, ingesterPorts.size()), members));
  }

  private String member(int number) {
    return "ingester-" + number + "=127.0.0.1:" + ingesterPorts.get(number);
  }

  private String write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text).toString();
  }

  /** A sender to a gateway, with connections of its own. */
  OtlpSender sender(TenantsGateway to) {
    OtlpSender sender = to.sender();
    open.add(sender);
    return sender;
  }

  /** The first gateway. */
  TenantsGateway gateway() {
    return gateway;
  }

  /**
   * Which three ingesters hold each series of a request, by {@code flaregate ring locate}.
   *
   * @return for each label text, the names of its ingesters in the order of the ring
   */
  Map<String, String> locate(String tenant, byte[] request)
      throws IOException, InterruptedException {
    Path file = Files.write(directory.resolve("locate.pb"), request);
    List<String> arguments =
        new ArrayList<>(
            List.of("ring", "locate", "--json", "--replication-factor", "3", "--tenant", tenant));
    for (int i = 0; i < INGESTERS; i++) {
      arguments.addAll(List.of("--static", member(i)));
    }
    arguments.addAll(List.of("--otlp", file.toString()));
    try (ChildProcess process =
        launch("locate", "-XX:TieredStopAtLevel=1", arguments.toArray(String[]::new))) {
      int code = process.awaitExit(Duration.ofSeconds(90));
      if (code != 0) {
        throw new IOException("flaregate ring locate: " + process.output());
      }
      return Located.parse(process.output());
    }
  }

  @Override
  public void close() {
    for (int i = open.size() - 1; i >= 0; i--) {
      try {
        open.get(i).close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    open.clear();
  }
}
