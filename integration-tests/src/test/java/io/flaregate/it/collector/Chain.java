package io.flaregate.it.collector;

import io.flaregate.it.chaos.rig.ChildProcess;
import io.flaregate.it.chaos.rig.FreePort;
import io.flaregate.it.chaos.rig.Wait;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * One collector in front of the gateway and behind it: a request goes into the collector, by one of
 * the variants into the gateway, by the same one back into the collector, and from there to a
 * server of this process. Requests carry a tenant on the way to the gateway, which insists on one.
 */
final class Chain implements AutoCloseable {
  static final String TENANT = "team-a";

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path home =
      Path.of("../plugin/distribution/target/flaregate").toAbsolutePath().normalize();
  private final List<Variant> variants;
  private final int backGrpcPort = FreePort.next();
  private final int backHttpPort = FreePort.next();
  private final ChildProcess collector;
  private final ChildProcess gateway;

  /**
   * Starts both and waits until they listen.
   *
   * @param binary a collector with the otlp receiver and both of its exporters
   * @param sinkPort where the last server listens for gRPC
   */
  Chain(Path binary, Path directory, List<Variant> variants, int sinkPort) throws IOException {
    this.variants = List.copyOf(variants);
    Path collectorConfig =
        Files.writeString(directory.resolve("collector.yaml"), collector(sinkPort));
    Path gatewayConfig = Files.writeString(directory.resolve("gateway.yaml"), gateway());
    gateway =
        ChildProcess.start(
            directory,
            "flaregate",
            Map.of("FLAREGATE_JAVA_OPTS", "-Xmx512m"),
            List.of(
                home.resolve("bin/flaregate").toString(),
                "run",
                "--config",
                gatewayConfig.toString()));
    // Before the collector, which pauses if it finds nobody.
    for (Variant variant : variants) {
      awaitListening(variant.gatewayPort(), gateway);
    }
    collector =
        ChildProcess.start(
            directory,
            "collector",
            Map.of(),
            List.of(
                binary.toString(),
                "--config",
                collectorConfig.toString(),
                "--feature-gates=service.profilesSupport"));
    for (Variant variant : variants) {
      awaitListening(variant.collectorPort(), collector);
    }
    awaitListening(backGrpcPort, collector);
    awaitListening(backHttpPort, collector);
  }

  private String collector(int sinkPort) {
    StringBuilder receivers = new StringBuilder();
    StringBuilder exporters = new StringBuilder();
    StringBuilder pipelines = new StringBuilder();
    for (Variant each : variants) {
      receivers.append(
          "  otlp/%s: { protocols: { grpc: { endpoint: \"127.0.0.1:%d\" } } }%n"
              .formatted(each.name(), each.collectorPort()));
      exporters.append(
          ("  %s/%s: { endpoint: \"%s\", compression: %s, %stls: { insecure: true },"
                  + " headers: { X-Scope-OrgID: %s }, timeout: 60s, retry_on_failure: { enabled: false },"
                  + " sending_queue: { enabled: false } }%n")
              .formatted(
                  each.exporterType(),
                  each.name(),
                  each.endpoint(each.gatewayPort()),
                  each.compression(),
                  each.encodingLine(),
                  TENANT));
      pipelines.append(
          "    profiles/%s: { receivers: [otlp/%s], exporters: [%s/%s] }%n"
              .formatted(each.name(), each.name(), each.exporterType(), each.name()));
    }
    return """
        receivers:
        %s  otlp/back:
            protocols:
              grpc: { endpoint: "127.0.0.1:%d", max_recv_msg_size_mib: 64 }
              http: { endpoint: "127.0.0.1:%d" }
        exporters:
        %s  otlp_grpc/sink:
            endpoint: "127.0.0.1:%d"
            timeout: 60s
            tls: { insecure: true }
            retry_on_failure: { enabled: false }
            sending_queue: { enabled: false }
        service:
          telemetry: { metrics: { level: none } }
          pipelines:
        %s    profiles/back: { receivers: [otlp/back], exporters: [otlp_grpc/sink] }
        """
        .formatted(receivers, backGrpcPort, backHttpPort, exporters, sinkPort, pipelines);
  }

  private String gateway() {
    StringBuilder receivers = new StringBuilder();
    StringBuilder exporters = new StringBuilder();
    StringBuilder pipelines = new StringBuilder();
    for (Variant each : variants) {
      receivers.append(
          ("  otlp/%s: { tenant: { multitenancy_enabled: true },"
                  + " protocols: { %s: { endpoint: \"127.0.0.1:%d\" } } }%n")
              .formatted(each.name(), each.protocol(), each.gatewayPort()));
      exporters.append(
          "  %s/%s: { endpoint: \"%s\", timeout: 60s, compression: %s, %stls: { insecure: true } }%n"
              .formatted(
                  each.exporterType(),
                  each.name(),
                  each.endpoint(each.isGrpc() ? backGrpcPort : backHttpPort),
                  each.ours(),
                  each.encodingLine()));
      pipelines.append(
          "    profiles/%s: { receivers: [otlp/%s], exporters: [%s/%s] }%n"
              .formatted(each.name(), each.name(), each.exporterType(), each.name()));
    }
    return """
        receivers:
        %sexporters:
        %sservice:
          admin: { endpoint: "127.0.0.1:%d" }
          pipelines:
        %s"""
        .formatted(receivers, exporters, FreePort.next(), pipelines);
  }

  private static void awaitListening(int port, ChildProcess process) {
    Wait.until(
        "something listens on " + port,
        PATIENCE,
        () -> {
          if (!process.isAlive()) {
            throw new IllegalStateException(process.output());
          }
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** What both have printed. */
  String output() {
    return "collector:\n" + collector.output() + "\ngateway:\n" + gateway.output();
  }

  @Override
  public void close() {
    gateway.close();
    collector.close();
  }
}
