package io.flaregate.gateway;

import io.flaregate.gateway.admin.AdminServer;
import io.flaregate.gateway.admin.HostView;
import io.flaregate.gateway.admin.PageRegistry;
import io.flaregate.gateway.config.LogsConfig;
import io.flaregate.gateway.config.ServiceConfig;
import io.flaregate.gateway.graph.ComponentKey;
import io.flaregate.gateway.graph.Graph;
import io.flaregate.gateway.graph.GraphPlan;
import io.flaregate.gateway.graph.StatusBoard;
import io.flaregate.gateway.runtime.ComponentSettings;
import io.flaregate.gateway.runtime.HostExecutors;
import io.flaregate.gateway.telemetry.Metrics;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.ComponentKind;
import io.flaregate.spi.component.StatusReport;
import io.flaregate.spi.config.ConfigProblem;
import io.flaregate.transport.net.Endpoint;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A gateway: the components of one configuration, running. Made by {@link #builder}, started once,
 * closed when it is no longer wanted, also if it was never started. Several may run in one process.
 */
public final class Gateway implements AutoCloseable {
  private static final System.Logger LOGGER = System.getLogger("gateway");

  private final ServiceConfig service;
  private final List<ConfigProblem> warnings;
  private final HostExecutors executors = new HostExecutors();
  private final Metrics metrics;
  private final PageRegistry pages = new PageRegistry();
  private final StatusBoard board;
  private final Graph graph;
  private final Map<String, String> pipelines;
  private final CompletableFuture<String> fatal = new CompletableFuture<>();
  private volatile boolean running;
  private volatile boolean stopping;
  private @Nullable AdminServer admin;
  private boolean startCalled;
  private boolean closed;

  Gateway(ServiceConfig service, GraphPlan plan, List<ConfigProblem> warnings, Clock clock)
      throws ComponentException {
    this.service = service;
    this.warnings = warnings;
    metrics = new Metrics().withProcess(Version.current());
    board = new StatusBoard(clock, this::onFatal);
    pipelines = Pipelines.words(plan);
    ComponentSettings settings = new ComponentSettings(executors, metrics, pages, clock);
    try {
      graph = Graph.build(plan, settings, board);
    } catch (ComponentException | RuntimeException e) {
      executors.close();
      throw e;
    }
  }

  /** Sets up a gateway. */
  public static GatewayBuilder builder() {
    return new GatewayBuilder();
  }

  /**
   * Starts the admin server and all components; when it returns, the gateway serves.
   *
   * @throws GatewayException if something does not start; then everything is closed
   */
  public synchronized void start() throws GatewayException {
    if (startCalled || closed) {
      throw new IllegalStateException("a gateway is started once");
    }
    startCalled = true;
    try {
      startAdmin();
      graph.start();
      running = true;
      LOGGER.log(Level.INFO, "Flaregate " + Version.current() + " is running" + adminWords());
    } catch (ComponentException | IOException e) {
      close();
      throw new GatewayException(String.valueOf(e.getMessage()), e);
    }
  }

  private void startAdmin() throws IOException {
    String endpoint = service.admin().endpoint();
    if (endpoint.isEmpty()) {
      return;
    }
    AdminServer server =
        new AdminServer(Endpoint.parse(endpoint), new View(), metrics, pages, Version.current());
    admin = server;
    try {
      server.start();
    } catch (IOException e) {
      throw new IOException("service::admin::endpoint: " + e.getMessage(), e);
    }
  }

  private String adminWords() {
    return adminAddress()
        .map(at -> "; admin pages: http://" + Endpoints.words(at))
        .orElse("; without an admin server");
  }

  private void onFatal(ComponentKey key, StatusReport report) {
    LOGGER.log(Level.ERROR, key + " cannot go on: " + report.message());
    fatal.complete(key + " cannot go on: " + report.message());
  }

  /** Completes, with the reason, when a component says that the gateway must stop. */
  public CompletionStage<String> fatal() {
    return fatal.minimalCompletionStage();
  }

  /** What is questionable about the configuration. */
  public List<ConfigProblem> warnings() {
    return warnings;
  }

  /** How the configuration wants the log; whoever runs the process sees to it. */
  public LogsConfig logs() {
    return service.telemetry().logs();
  }

  /** Whether all components are well and the gateway is not stopping. */
  public boolean ready() {
    return running && board.lines().stream().allMatch(line -> line.report().status().ready());
  }

  /**
   * A component itself, for whoever embeds a gateway.
   *
   * @param kind its kind
   * @param id its id
   * @param type a class or interface that it has
   */
  public <T> Optional<T> component(ComponentKind kind, ComponentId id, Class<T> type) {
    return graph.component(kind, id, type);
  }

  /** Where the admin server listens, if there is one and it is started. */
  public synchronized Optional<InetSocketAddress> adminAddress() {
    return Optional.ofNullable(admin).map(AdminServer::address);
  }

  /** All metrics in Prometheus' text format. */
  public String metrics() {
    return metrics.text();
  }

  /** The status of every component, in words. */
  public Map<String, StatusReport> statuses() {
    Map<String, StatusReport> statuses = new LinkedHashMap<>();
    board.lines().forEach(line -> statuses.put(line.key().toString(), line.report()));
    return statuses;
  }

  /**
   * Stops: from now on not ready; receivers refuse, what is under way is finished within the
   * configured {@code shutdown_timeout}, then everything is released. Safe twice.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean was = running;
    running = false;
    stopping = true;
    long deadline = System.nanoTime() + service.shutdownTimeout().toNanos();
    boolean clean = graph.stop(deadline);
    AdminServer server = admin;
    if (server != null) {
      server.close();
      admin = null;
    }
    executors.close();
    if (was) {
      LOGGER.log(
          clean ? Level.INFO : Level.WARNING,
          clean ? "Flaregate has stopped" : "Flaregate has stopped, not everything was finished");
    }
  }

  /** What the admin server shows. */
  private final class View implements HostView {
    @Override
    public Map<String, StatusReport> components() {
      return statuses();
    }

    @Override
    public Map<String, String> pipelines() {
      return pipelines;
    }

    @Override
    public boolean stopping() {
      return stopping;
    }
  }
}
