package io.flaregate.ingester;

import com.linecorp.armeria.common.CommonPools;
import com.linecorp.armeria.server.ServerBuilder;
import io.flaregate.ingester.http.HttpRoutes;
import io.flaregate.ingester.rpc.IngesterRpc;
import io.flaregate.ingester.service.IngesterMetrics;
import io.flaregate.ingester.service.IngesterService;
import io.flaregate.ingester.service.PushService;
import io.flaregate.ingester.service.QueryService;
import io.flaregate.ingester.service.ServiceLimits;
import io.flaregate.ingester.store.ProfileStore;
import io.flaregate.ingester.store.StoreException;
import io.flaregate.ingester.store.StoreOptions;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.GrpcServer;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.TlsException;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An ingester within this process: takes profiles, keeps them in a directory, gives them back.
 *
 * <pre>{@code
 * try (EmbeddedIngester ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(directory))) {
 *   connect(ingester.grpcTarget());
 *   browse(ingester.pageUri());
 * }
 * }</pre>
 *
 * <p>Pushes and reads run on threads of their own, so that a long merge keeps no push waiting.
 */
public final class EmbeddedIngester implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final int READ_THREADS = 2;

  private final ExecutorService pushThreads;
  private final ExecutorService readThreads;
  private final ProfileStore store;
  private final GrpcServer grpc;
  private final HttpServer http;

  private EmbeddedIngester(
      ExecutorService pushThreads,
      ExecutorService readThreads,
      ProfileStore store,
      GrpcServer grpc,
      HttpServer http) {
    this.pushThreads = pushThreads;
    this.readThreads = readThreads;
    this.store = store;
    this.grpc = grpc;
    this.http = http;
  }

  /**
   * Starts an ingester without metrics.
   *
   * @throws IOException if an endpoint cannot be bound, or the directory cannot be used or is taken
   */
  public static EmbeddedIngester start(IngesterConfig config) throws IOException {
    return start(config, Surroundings.none());
  }

  /**
   * Starts an ingester.
   *
   * @throws IOException if an endpoint cannot be bound, or the directory cannot be used or is taken
   */
  public static EmbeddedIngester start(IngesterConfig config, Surroundings surroundings)
      throws IOException {
    List<AutoCloseable> opened = new ArrayList<>();
    try {
      return open(config, surroundings, opened);
    } catch (StoreException | TlsException e) {
      undo(opened);
      throw new IOException(e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      undo(opened);
      throw e;
    }
  }

  private static EmbeddedIngester open(
      IngesterConfig config, Surroundings surroundings, List<AutoCloseable> opened)
      throws IOException, TlsException {
    ExecutorService pushThreads = threads("push", Runtime.getRuntime().availableProcessors());
    opened.add(pushThreads::shutdownNow);
    ExecutorService readThreads = threads("read", READ_THREADS);
    opened.add(readThreads::shutdownNow);
    IngesterConfig.Limits limits = config.limits();
    ProfileStore store =
        ProfileStore.open(
            new StoreOptions(
                Path.of(config.directory()),
                limits.maxSeriesPerTenant(),
                config.retention().maxBytes(),
                config.retention().maxAge()),
            surroundings.clock(),
            pushThreads);
    opened.add(store);
    IngesterService service = service(store, limits, surroundings);
    SizeLimit limit =
        new SizeLimit(
            limits.maxRequestBytes(), "limits::max_request_bytes: " + limits.maxRequestBytes());
    ByteBudget budget = new ByteBudget(limits.maxInflightBytes());
    GrpcServer grpc =
        new GrpcServerBuilder(Endpoint.parse(config.grpc().endpoint()), readThreads, pushThreads)
            .maxMessage(limit)
            .budget(budget)
            .service(IngesterRpc.define(service, limit))
            .build();
    opened.add(() -> grpc.shutdown(System.nanoTime()));
    HttpRoutes routes = new HttpRoutes(service, limit, budget, readThreads, surroundings.clock());
    HttpServer http =
        new HttpServerBuilder(Endpoint.parse(config.http().endpoint()))
            .customize(routes::addTo)
            .customize(EmbeddedIngester::share)
            .build();
    opened.add(() -> http.shutdown(System.nanoTime()));
    grpc.start();
    http.start();
    return new EmbeddedIngester(pushThreads, readThreads, store, grpc, http);
  }

  private static IngesterService service(
      ProfileStore store, IngesterConfig.Limits limits, Surroundings surroundings) {
    IngesterMetrics metrics = new IngesterMetrics(surroundings.meter(), surroundings.name());
    metrics.observe(store);
    ServiceLimits bounds = new ServiceLimits(limits.maxProfileBytes(), limits.maxMergeBytes());
    return new IngesterService(
        new PushService(store, bounds, metrics), new QueryService(store, bounds));
  }

  /** Several ingesters in one process share threads, and nobody asks for Armeria's own metrics. */
  private static void share(ServerBuilder server) {
    server
        .workerGroup(CommonPools.workerGroup(), false)
        .meterRegistry(new CompositeMeterRegistry());
  }

  private static void undo(List<AutoCloseable> opened) {
    for (int i = opened.size() - 1; i >= 0; i--) {
      try {
        opened.get(i).close();
      } catch (Exception e) {
        // The failure that led here is the one to tell.
      }
    }
  }

  private static ExecutorService threads(String what, int count) {
    AtomicInteger number = new AtomicInteger();
    ThreadFactory factory =
        work -> {
          Thread thread =
              new Thread(work, "flaregate-ingester-" + what + "-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    return Executors.newFixedThreadPool(count, factory);
  }

  /** Where it answers over gRPC. */
  public InetSocketAddress grpcAddress() {
    return grpc.address();
  }

  /** The same as a client can dial it: {@code host:port}. */
  public String grpcTarget() {
    return reachable(grpc.address()).toString();
  }

  /** Where it answers over HTTP. */
  public InetSocketAddress httpAddress() {
    return http.address();
  }

  /** The page with the flame graph; the API's paths are relative to it. */
  public URI pageUri() {
    return URI.create("http://" + reachable(http.address()) + "/");
  }

  /** An address that stands for all interfaces is no address to dial. */
  private static Endpoint reachable(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    return new Endpoint(
        host.isAnyLocalAddress() ? "localhost" : host.getHostAddress(), address.getPort());
  }

  /** What it holds. */
  public Contents contents() {
    return new Contents(store.totals().profiles(), store.totals().bytes(), store.totals().series());
  }

  /**
   * What an ingester holds.
   *
   * @param profiles pprofs
   * @param bytes their size on disk, compressed
   * @param series series over all tenants
   */
  public record Contents(long profiles, long bytes, long series) {}

  /** Stops with five seconds for what is under way. Safe twice. */
  @Override
  public void close() {
    close(System.nanoTime() + GRACE.toNanos());
  }

  /**
   * Refuses new requests, waits for those under way until a deadline, and closes the store. Safe
   * twice.
   *
   * @param deadlineNanos a {@link System#nanoTime}
   */
  public void close(long deadlineNanos) {
    http.drain();
    grpc.shutdown(deadlineNanos);
    http.shutdown(deadlineNanos);
    store.close();
    pushThreads.shutdown();
    readThreads.shutdown();
    await(pushThreads);
    await(readThreads);
  }

  private static void await(ExecutorService threads) {
    try {
      if (!threads.awaitTermination(1, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      threads.shutdownNow();
    }
  }
}
