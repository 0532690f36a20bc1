package io.flaregate.it;

import io.flaregate.gateway.Gateway;
import io.flaregate.gateway.GatewayException;
import io.flaregate.gateway.config.InvalidConfigException;
import io.flaregate.ingester.EmbeddedIngester;
import io.flaregate.ingester.IngesterConfig;
import io.flaregate.otlp.OtlpReceiver;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A gateway and three embedded ingesters (replication factor 3) in this process, on free ports. */
final class Cluster implements AutoCloseable {
  private static final int INGESTERS = 3;

  private final List<EmbeddedIngester> ingesters = new ArrayList<>();
  private final List<String> targets = new ArrayList<>();
  private final Gateway gateway;

  /**
   * Starts a cluster.
   *
   * @param directory where the ingesters keep what they get
   * @param limits YAML: the body of the processor's {@code limits}, indented by nothing
   */
  Cluster(Path directory, String limits) throws IOException {
    for (int i = 1; i <= INGESTERS; i++) {
      String own = directory.resolve("ingester-" + i).toString();
      EmbeddedIngester ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(own));
      ingesters.add(ingester);
      targets.add(ingester.grpcTarget());
    }
    try {
      gateway = Gateway.builder().configText("test", config(limits)).pluginsOfClassPath().build();
      gateway.start();
    } catch (InvalidConfigException | GatewayException e) {
      ingesters.forEach(EmbeddedIngester::close);
      throw new IOException(e.getMessage(), e);
    }
  }

  private String config(String limits) {
    StringBuilder instances = new StringBuilder();
    for (int i = 0; i < targets.size(); i++) {
      instances
          .append("        - { id: ingester-")
          .append(i + 1)
          .append(", addr: \"")
          .append(targets.get(i))
          .append("\" }\n");
    }
    return """
        receivers:
          otlp:
            protocols:
              grpc: { endpoint: "127.0.0.1:0" }
              http: { endpoint: "127.0.0.1:0" }
            tenant: { multitenancy_enabled: true }
        processors:
          phlare:
            limits:
        """
        + limits.indent(6)
        + """
        exporters:
          phlare:
            ring:
              replication_factor: 3
              static_instances:
        """
        + instances
        + """
        service:
          admin: { endpoint: "127.0.0.1:0" }
          telemetry: { logs: { level: warn } }
          pipelines:
            profiles: { receivers: [otlp], processors: [phlare], exporters: [phlare] }
        """;
  }

  /** Where the gateway takes OTLP over gRPC. */
  InetSocketAddress grpc() {
    return receiver().grpcAddress().orElseThrow();
  }

  /** Where the gateway takes OTLP over HTTP. */
  InetSocketAddress http() {
    return receiver().httpAddress().orElseThrow();
  }

  private OtlpReceiver receiver() {
    return gateway
        .component(ComponentKind.RECEIVER, ComponentId.parse("otlp"), OtlpReceiver.class)
        .orElseThrow();
  }

  /** The gateway's metrics, as scraped. */
  String metrics() {
    return gateway.metrics();
  }

  /** The gRPC targets of the ingesters. */
  List<String> targets() {
    return List.copyOf(targets);
  }

  @Override
  public void close() {
    gateway.close();
    ingesters.forEach(EmbeddedIngester::close);
  }
}
