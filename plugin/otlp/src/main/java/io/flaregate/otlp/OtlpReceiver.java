package io.flaregate.otlp;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.config.OtlpGrpcConfig;
import io.flaregate.otlp.config.OtlpHttpConfig;
import io.flaregate.otlp.config.OtlpReceiverConfig;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.extension.Authenticator;
import io.flaregate.spi.receiver.Receiver;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.auth.AuthConfig;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.GrpcServer;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.receiver.BodyLimits;
import io.flaregate.transport.receiver.ReceiverMetrics;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.receiver.RequestLimits;
import io.flaregate.transport.tenant.TenantResolver;
import io.flaregate.transport.tls.TlsException;
import io.grpc.Status;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Takes OTLP profiles over gRPC and HTTP. */
public final class OtlpReceiver implements Receiver {
  private static final long SHUTDOWN_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final OtlpReceiverConfig config;
  private final ReceiverShared shared;
  private final OtlpRequests requests;
  private volatile @Nullable Host host;
  private volatile @Nullable GrpcServer grpc;
  private volatile @Nullable HttpServer http;

  OtlpReceiver(Settings settings, OtlpReceiverConfig config, ProfilesConsumer next) {
    this.config = requireNonNull(config, "config is null");
    requireNonNull(next, "next is null");
    ByteBudget budget = BodyLimits.budget(config.inflightBytes());
    ReceiverMetrics metrics =
        new ReceiverMetrics(settings.id().toString(), settings.meter(), budget);
    shared =
        new ReceiverShared(
            settings, new TenantResolver(config.tenant()), budget, metrics, new RequestLimits());
    requests = new OtlpRequests(next, shared, config.legacyLayouts());
  }

  @Override
  public void start(Host given) throws ComponentException {
    host = requireNonNull(given, "host is null");
    shared.limits().follow(given);
    OtlpGrpcConfig grpcConfig = config.protocols().grpc();
    OtlpHttpConfig httpConfig = config.protocols().http();
    if (grpcConfig == null && httpConfig == null) {
      throw new ComponentException("protocols: no protocol is given; write grpc: {} or http: {}");
    }
    if (grpcConfig != null) {
      startGrpc(grpcConfig);
    }
    if (httpConfig != null) {
      startHttp(httpConfig);
    }
  }

  private void startGrpc(OtlpGrpcConfig given) throws ComponentException {
    SizeLimit limit = fitting(given.limit());
    OtlpGrpcService service = new OtlpGrpcService(requests, shared, limit);
    Settings settings = shared.settings();
    try {
      Endpoint endpoint = Endpoint.parse(given.endpoint());
      GrpcServer server =
          new GrpcServerBuilder(endpoint, settings.callbacks(), settings.workers())
              .maxConcurrentStreams(given.streams())
              .keepalive(given.keepalive())
              .tls(given.tls())
              .reloading(settings)
              .counting(settings)
              .authenticator(authenticator(given.auth(), "protocols::grpc"))
              .budget(shared.budget())
              .onCallEnded(this::grpcCallEnded)
              .turns(shared.tenants()::turn)
              .service(service.definition())
              .service(OtlpGrpcService.oldDefinition(limit))
              .build()
              .start();
      grpc = server;
      listening("gRPC", server.address());
    } catch (TlsException | IOException | IllegalArgumentException e) {
      throw new ComponentException("protocols::grpc: " + e.getMessage(), e);
    }
  }

  private @Nullable Authenticator authenticator(@Nullable AuthConfig auth, String key)
      throws ComponentException {
    return AuthConfig.find(requireNonNull(host, "host is null"), auth, key);
  }

  private void grpcCallEnded(String method, Status status) {
    if (method.equals(OtlpGrpcService.exportMethod())) {
      shared.metrics().answered("grpc", status.getCode().name());
    }
  }

  private void startHttp(OtlpHttpConfig given) throws ComponentException {
    SizeLimit limit = fitting(given.limit());
    OtlpHttpService service = new OtlpHttpService(requests, shared, limit, given.readTimeout());
    try {
      HttpServer server =
          new HttpServerBuilder(Endpoint.parse(given.endpoint()))
              .readHeaderTimeout(given.readHeaderTimeout())
              .idleTimeout(given.idleTimeout())
              .maxConnectionAge(given.maxConnectionAge())
              .tls(given.tls())
              .reloading(shared.settings())
              .counting(shared.settings())
              .authenticator(authenticator(given.auth(), "protocols::http"), shared.workers())
              .cors(given.cors())
              .customize(builder -> builder.serviceUnder("/", service))
              .build()
              .start();
      http = server;
      listening("HTTP", server.address());
    } catch (TlsException | IOException | IllegalArgumentException e) {
      throw new ComponentException("protocols::http: " + e.getMessage(), e);
    }
  }

  private void listening(String protocol, InetSocketAddress address) {
    shared
        .logger()
        .log(System.Logger.Level.INFO, "listening for OTLP over {0} on {1}", protocol, address);
  }

  private SizeLimit fitting(SizeLimit limit) {
    return BodyLimits.fitting(
        limit, config.inflightBytes(), OtlpRequests.BYTES_PER_BODY_BYTE, shared.logger());
  }

  /** Where gRPC listens, or did until the shutdown; empty if it is not served. */
  public Optional<InetSocketAddress> grpcAddress() {
    return Optional.ofNullable(grpc).map(GrpcServer::address);
  }

  /** Where HTTP listens, or did until the shutdown; empty if it is not served. */
  public Optional<InetSocketAddress> httpAddress() {
    return Optional.ofNullable(http).map(HttpServer::address);
  }

  @Override
  public void shutdown() {
    GrpcServer grpcServer = grpc;
    HttpServer httpServer = http;
    // Both at once, so that neither takes requests while the other ends.
    if (grpcServer != null) {
      grpcServer.drain();
    }
    if (httpServer != null) {
      httpServer.drain();
    }
    long deadline = deadlineNanos();
    boolean all = grpcServer == null || grpcServer.shutdown(deadline);
    all &= httpServer == null || httpServer.shutdown(deadline);
    if (!all) {
      shared
          .logger()
          .log(System.Logger.Level.WARNING, "requests were still under way at the deadline");
    }
  }

  private long deadlineNanos() {
    Host present = host;
    long given = present == null ? Long.MAX_VALUE : present.shutdownDeadlineNanos();
    return given == Long.MAX_VALUE ? System.nanoTime() + SHUTDOWN_NANOS : given;
  }
}
