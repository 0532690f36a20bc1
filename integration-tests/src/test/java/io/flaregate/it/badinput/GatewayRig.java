package io.flaregate.it.badinput;

import io.flaregate.it.badinput.Door.Port;
import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.SinkProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A gateway with every door, a process of the built distribution, in front of one ingester that
 * says OK and keeps nothing.
 */
public final class GatewayRig implements AutoCloseable {
  /** The limit of a request, before and after decompression: 16 MiB. */
  public static final int MAX_BODY_BYTES = 16 << 20;

  /** A tenant with the limits' defaults for times. */
  static final String STRICT_TENANT = "strict";

  private static final Path HOME =
      Path.of("../plugin/distribution/target/flaregate").toAbsolutePath().normalize();

  private final SinkProcess sink;
  private final ChildProcess process;
  private final Sender sender;
  private final URI metrics;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

  private GatewayRig(SinkProcess sink, ChildProcess process) {
    this.sink = sink;
    this.process = process;
    int grpc = port("OTLP over gRPC on \\S*?:(\\d+)");
    int http = port("for OTLP over HTTP on \\S*?:(\\d+)");
    int phlare = port("/ingest and OTLP on \\S*?:(\\d+)");
    metrics =
        URI.create("http://127.0.0.1:" + port("admin pages: http://\\S*?:(\\d+)") + "/metrics");
    process.awaitOutput("is running");
    sender = new Sender(Map.of(Port.GRPC, grpc, Port.HTTP, http, Port.PHLARE, phlare));
  }

  private int port(String announcement) {
    return Integer.parseInt(process.awaitOutput(announcement));
  }

  /**
   * Starts one.
   *
   * @param directory where its files go
   * @param javaOptions options of its Java, after {@code -Xmx256m}
   */
  public static GatewayRig start(Path directory, String javaOptions) throws IOException {
    if (!Files.isExecutable(HOME.resolve("bin/flaregate"))) {
      throw new IOException(
          "there is no built distribution at " + HOME + "; build it: mvn -B -DskipTests package");
    }
    SinkProcess sink = SinkProcess.start(directory, 1);
    try {
      Path config = Files.writeString(directory.resolve("gateway.yaml"), yaml(directory, sink));
      ChildProcess process =
          ChildProcess.start(
              directory,
              "gateway",
              Map.of("FLAREGATE_JAVA_OPTS", "-Xmx256m " + javaOptions),
              List.of(
                  HOME.resolve("bin/flaregate").toString(), "run", "--config", config.toString()));
      try {
        return new GatewayRig(sink, process);
      } catch (IllegalStateException e) {
        process.close();
        throw e;
      }
    } catch (IOException | IllegalStateException e) {
      sink.close();
      throw e;
    }
  }

  private static String yaml(Path directory, SinkProcess sink) throws IOException {
    Path overrides =
        Files.writeString(
            directory.resolve("overrides.yaml"),
            """
            overrides:
              %s: { reject_older_than: 1h, reject_newer_than: 10m }
              tidy: { disable_label_sanitization: false }
            """
                .formatted(STRICT_TENANT));
    return """
        receivers:
          otlp:
            protocols:
              grpc: { endpoint: "127.0.0.1:0", max_recv_msg_size_mib: 16 }
              http: { endpoint: "127.0.0.1:0", max_request_body_size: %1$d }
            tenant: { multitenancy_enabled: true }
          phlare:
            endpoint: "127.0.0.1:0"
            max_request_body_size: %1$d
            tenant: { multitenancy_enabled: true }
        extensions:
          phlare:
            limits: { reject_older_than: 0s, reject_newer_than: 0s, ingestion_rate_mb: 0 }
            runtime_config: { file: "%2$s" }
        processors:
          phlare: {}
        exporters:
          phlare:
            ring:
              replication_factor: 1
              static_instances:
                - { id: sink, addr: "127.0.0.1:%3$d" }
        service:
          extensions: [phlare]
          admin: { endpoint: "127.0.0.1:0" }
          pipelines:
            profiles: { receivers: [otlp, phlare], processors: [phlare], exporters: [phlare] }
        """
        .formatted(MAX_BODY_BYTES, overrides, sink.port());
  }

  /** Sends to it. */
  public Sender sender() {
    return sender;
  }

  /** The process. */
  public ChildProcess process() {
    return process;
  }

  /** All its metrics, as scraped. */
  public String metrics() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(metrics).timeout(Duration.ofSeconds(10)).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  @Override
  public void close() {
    sender.close();
    process.close();
    sink.close();
  }
}
