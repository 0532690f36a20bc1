package io.flaregate.it.chaos.rig;

import io.flaregate.ring.Instance;
import io.flaregate.ring.InstanceState;
import io.flaregate.ring.StaticTokens;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A gateway, its ingesters each behind a proxy, and where the ring is in a key-value store, that
 * store. The rig itself beats the hearts of the ingesters that run.
 */
public final class Rig implements AutoCloseable {
  /** The key of the ring of ingesters. */
  public static final String RING_KEY = "collectors/ring";

  private static final long REGISTERED_SECONDS = 1_700_000_000;

  private final RigConfig config;
  private final List<IngesterProcess> ingesters = new ArrayList<>();
  private final FaultyKv kv;
  private final GatewayProcess gateway;
  private final long[] heartbeats;
  private final Set<Integer> leaving = new HashSet<>();
  private final Set<Integer> gone = new HashSet<>();
  private final ScheduledExecutorService hearts =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "heartbeats");
            thread.setDaemon(true);
            return thread;
          });

  /** A rig with everything stopped, which keeps its files in a directory. */
  public Rig(RigConfig config, Path directory) throws IOException {
    this.config = config;
    for (int i = 0; i < config.ingesters(); i++) {
      ingesters.add(new IngesterProcess(directory, i));
    }
    heartbeats = new long[config.ingesters()];
    kv = new FaultyKv();
    gateway = new GatewayProcess(config, directory, "gateway");
  }

  /** Starts everything and waits until the gateway is ready. */
  public Rig start() throws IOException {
    startIngesters();
    gateway.configure(yaml(gateway));
    gateway.start();
    gateway.awaitReady();
    return this;
  }

  /** Starts the ingesters that do not run, and waits for them. */
  public void startIngesters() throws IOException {
    for (IngesterProcess each : ingesters) {
      each.start();
    }
    ingesters.forEach(IngesterProcess::awaitUp);
    if (config.ring() == RigConfig.RingKind.KV && kv.get(RING_KEY).length == 0) {
      beat();
      var unused = hearts.scheduleAtFixedRate(this::beat, 1, 1, TimeUnit.SECONDS);
    }
  }

  /** The configuration of a gateway over these ingesters. */
  public String yaml(GatewayProcess of) {
    String exporter =
        config.exporter().isEmpty() ? "" : String.join("\n", config.exporter()).indent(4);
    String receiver =
        config.receiver().isEmpty() ? "" : String.join("\n", config.receiver()).indent(4);
    return """
        receivers:
          otlp:
            protocols:
              grpc: { endpoint: "127.0.0.1:%d" }
              http: { endpoint: "127.0.0.1:%d", idle_timeout: 15s }
            tenant: { multitenancy_enabled: true }
        """
            .formatted(of.grpcPort(), of.httpPort())
        + receiver
        + """
        processors:
          phlare:
            limits: { reject_older_than: 0s, reject_newer_than: 0s, ingestion_rate_mb: 0 }
        exporters:
          phlare:
        """
        + exporter
        + ring().indent(4)
        + """
        service:
          admin: { endpoint: "127.0.0.1:%d" }
          pipelines:
            profiles: { receivers: [otlp], processors: [phlare], exporters: [phlare] }
        """
            .formatted(of.adminPort());
  }

  private String ring() {
    StringBuilder yaml = new StringBuilder("ring:\n  replication_factor: 3\n");
    if (config.zones() > 0) {
      yaml.append("  zone_awareness_enabled: true\n");
    }
    if (config.ring() == RigConfig.RingKind.KV) {
      // Short, so that what must not depend on it is seen not to within seconds.
      yaml.append("  heartbeat_timeout: 5s\n");
      yaml.append("  kvstore: { store: consul, consul: { host: \"")
          .append(kv.address())
          .append("\", watch_rate_limit: 0 } }\n");
      return yaml.toString();
    }
    yaml.append("  static_instances:\n");
    for (int i = 0; i < ingesters.size(); i++) {
      IngesterProcess each = ingesters.get(i);
      yaml.append("    - { id: %s, addr: \"%s\"".formatted(each.name(), each.address()));
      yaml.append(config.zones() > 0 ? ", zone: " + zone(i) : "").append(" }\n");
    }
    return yaml.toString();
  }

  /** The zone of an ingester; empty if there are none. */
  public String zone(int ingester) {
    return config.zones() == 0 ? "" : "zone-" + ingester % config.zones();
  }

  /** What it consists of. */
  public RigConfig config() {
    return config;
  }

  /** An ingester. */
  public IngesterProcess ingester(int index) {
    return ingesters.get(index);
  }

  /** All ingesters. */
  public List<IngesterProcess> ingesters() {
    return List.copyOf(ingesters);
  }

  /** The gateway. */
  public GatewayProcess gateway() {
    return gateway;
  }

  /** The key-value store. */
  public FaultyKv kv() {
    return kv;
  }

  /** Marks a member of the ring as leaving, or as active again. */
  public synchronized void leaving(int ingester, boolean leaves) {
    if (leaves) {
      leaving.add(ingester);
    } else {
      leaving.remove(ingester);
    }
    publish();
  }

  /** Takes a member out of the ring, or brings it back. */
  public synchronized void gone(int ingester, boolean isGone) {
    if (isGone) {
      gone.add(ingester);
    } else {
      gone.remove(ingester);
    }
    publish();
  }

  /** A member is to be found at another address from now on; the old one still works. */
  public synchronized void move(int ingester) {
    ingesters.get(ingester).move();
    publish();
  }

  /** How many connections there are to former addresses of members. */
  public int formerConnections() {
    return ingesters.stream().mapToInt(IngesterProcess::formerConnections).sum();
  }

  private synchronized void beat() {
    long now = System.currentTimeMillis() / 1_000;
    for (int i = 0; i < heartbeats.length; i++) {
      heartbeats[i] = ingesters.get(i).beats() ? now : heartbeats[i];
    }
    publish();
  }

  /** Writes the ring, unless the store is down: then the writers' requests would fail as well. */
  private synchronized void publish() {
    if (kv.isUp()) {
      kv.put(RING_KEY, RingDescCodec.encode(RingDesc.of(members())));
    }
  }

  private List<Instance> members() {
    List<Instance> members = new ArrayList<>();
    for (int i = 0; i < ingesters.size(); i++) {
      if (!gone.contains(i)) {
        IngesterProcess each = ingesters.get(i);
        InstanceState state = leaving.contains(i) ? InstanceState.LEAVING : InstanceState.ACTIVE;
        members.add(
            new Instance(
                each.name(),
                each.address(),
                zone(i),
                state,
                heartbeats[i],
                REGISTERED_SECONDS,
                false,
                0,
                StaticTokens.derive(each.name())));
      }
    }
    return members;
  }

  /** Everything well again: proxies, processes, ring, store. */
  public void heal() throws IOException, InterruptedException {
    kv.serveInstead(null);
    kv.restart();
    synchronized (this) {
      leaving.clear();
      gone.clear();
    }
    for (IngesterProcess each : ingesters) {
      each.proxy().heal();
      if (each.isAlive()) {
        each.resume();
        each.tell("well");
      }
    }
    startIngesters();
    beat();
    gateway.running().signal("CONT");
    gateway.start();
    gateway.awaitReady();
  }

  /** How often each ingester holds each id. */
  public List<Map<String, Integer>> held() throws IOException {
    List<Map<String, Integer>> held = new ArrayList<>();
    for (IngesterProcess each : ingesters) {
      held.add(each.held());
    }
    return held;
  }

  @Override
  public void close() {
    hearts.shutdownNow();
    gateway.close();
    ingesters.forEach(IngesterProcess::close);
    kv.close();
  }
}
