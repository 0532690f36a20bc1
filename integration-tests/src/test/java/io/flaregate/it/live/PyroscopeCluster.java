package io.flaregate.it.live;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Pyroscope as processes: ingesters, a distributor and whatever queries need, which find each other
 * by memberlist. Profiles of any age are taken.
 */
final class PyroscopeCluster implements AutoCloseable {
  /** How many ingesters hold each series. */
  static final int REPLICATION_FACTOR = 3;

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Path binary;
  private final Path directory;
  private final int gossipPort = FreePort.next();
  private final int distributorPort = FreePort.next();
  private final int querierPort = FreePort.next();
  private final List<Integer> ingesterPorts = new ArrayList<>();
  private final List<ChildProcess> processes = new ArrayList<>();

  PyroscopeCluster(Path binary, Path directory) {
    this.binary = binary;
    this.directory = directory;
  }

  /** Starts it and waits until all of it listens. */
  PyroscopeCluster start(int ingesters) throws IOException {
    for (int i = 0; i < ingesters; i++) {
      int port = FreePort.next();
      ingesterPorts.add(port);
      start(
          "ingester",
          "ingester-" + i,
          port,
          i == 0 ? gossipPort : FreePort.next(),
          "-ingester.lifecycler.ID=ingester-" + i,
          "-ingester.lifecycler.addr=127.0.0.1",
          "-ingester.lifecycler.port=" + port,
          "-ingester.tokens-file-path=./ingester-" + i + ".tokens",
          "-pyroscopedb.data-path=./ingester-" + i);
      awaitListening(port);
    }
    start(
        "distributor",
        "distributor",
        distributorPort,
        FreePort.next(),
        "-validation.reject-older-than=0",
        "-distributor.ingestion-rate-limit-mb=1000",
        "-distributor.ingestion-burst-size-mb=1000");
    start(
        "querier,query-frontend,query-scheduler,store-gateway",
        "querier",
        querierPort,
        FreePort.next(),
        "-querier.max-query-length=0",
        "-querier.query-store-after=200000h",
        "-query-frontend.instance-addr=127.0.0.1",
        "-query-scheduler.ring.store=inmemory",
        "-query-scheduler.ring.instance-addr=127.0.0.1",
        "-store-gateway.sharding-ring.store=inmemory",
        "-store-gateway.sharding-ring.instance-addr=127.0.0.1",
        "-store-gateway.sharding-ring.replication-factor=1");
    awaitListening(distributorPort);
    awaitListening(querierPort);
    return this;
  }

  private void start(String target, String name, int port, int gossip, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                binary.toString(),
                "-target=" + target,
                "-server.http-listen-address=127.0.0.1",
                "-server.http-listen-port=" + port,
                "-server.grpc-listen-address=127.0.0.1",
                "-server.grpc-listen-port=" + FreePort.next(),
                "-ring.store=memberlist",
                "-distributor.ring.store=memberlist",
                "-distributor.ring.instance-interface-names=lo",
                "-distributor.replication-factor=" + REPLICATION_FACTOR,
                "-memberlist.nodename=" + name,
                "-memberlist.bind-addr=127.0.0.1",
                "-memberlist.bind-port=" + gossip,
                "-memberlist.advertise-addr=127.0.0.1",
                "-memberlist.advertise-port=" + gossip,
                "-memberlist.join=" + gossipAddress(),
                "-storage.backend=filesystem",
                "-auth.multitenancy-enabled=true",
                "-self-profiling.disable-push=true",
                "-usage-stats.enabled=false",
                "-log.level=warn"));
    command.addAll(List.of(more));
    Path own = Files.createDirectories(directory.resolve(name));
    processes.add(ChildProcess.start(own, name, Map.of(), command));
  }

  private void awaitListening(int port) {
    Wait.until(
        "something listens on " + port + ", see " + directory,
        PATIENCE,
        () -> {
          try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  /** Where a member of the memberlist cluster listens. */
  String gossipAddress() {
    return "127.0.0.1:" + gossipPort;
  }

  /** How many ingesters there are. */
  int ingesters() {
    return ingesterPorts.size();
  }

  /** The URL of an ingester. */
  String ingester(int number) {
    return "http://127.0.0.1:" + ingesterPorts.get(number);
  }

  /** The URL of the distributor. */
  String distributor() {
    return "http://127.0.0.1:" + distributorPort;
  }

  /** The process of the distributor. */
  ChildProcess distributorProcess() {
    return processes.get(ingesters());
  }

  /** The URL of the querier. */
  String querier() {
    return "http://127.0.0.1:" + querierPort;
  }

  /** SIGKILL to an ingester. */
  void kill(int ingester) throws InterruptedException {
    processes.get(ingester).kill();
  }

  @Override
  public void close() {
    for (int i = processes.size() - 1; i >= 0; i--) {
      processes.get(i).close();
    }
  }
}
