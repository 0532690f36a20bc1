package io.flaregate.transport.grpc;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.component.FairExecutor;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.Authenticator;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.auth.GrpcAuthentication;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.guard.ConnectionMetrics;
import io.flaregate.transport.guard.ConnectionRules;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.tls.ServerTls;
import io.flaregate.transport.tls.ServerTlsWatch;
import io.flaregate.transport.tls.TlsException;
import io.flaregate.transport.tls.TlsServerConfig;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallExecutorSupplier;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionService;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sets up a {@link GrpcServer}. Not thread-safe. */
public final class GrpcServerBuilder {
  /** How many calls a connection may have under way. */
  public static final int DEFAULT_MAX_CONCURRENT_STREAMS = 100;

  private static final int MAX_METADATA_BYTES = 16 * 1024;
  private static final int HANDSHAKE_TIMEOUT_SECONDS = 10;
  private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(30);

  // The library logs a stack trace for every message that is too long and for every frame that
  // breaks HTTP/2's rules: senders could fill a disk.
  private static final List<Logger> SENDERS_FAULTS =
      Stream.of("NettyServerStream", "NettyServerHandler", "NettyServerTransport.connections")
          .map(name -> Logger.getLogger("io.grpc.netty." + name))
          .toList();

  static {
    SENDERS_FAULTS.forEach(logger -> logger.setFilter(event -> !isSenders(event.getThrown())));
  }

  private final Endpoint endpoint;
  private final Executor callbacks;
  private final Executor workers;
  private final List<ServerServiceDefinition> services = new ArrayList<>();
  private final List<ServerInterceptor> interceptors = new ArrayList<>();
  private final Map<String, SizeLimit> rawMethods = new HashMap<>();
  private int maxMessageBytes = 4 * 1024 * 1024;
  private int maxConcurrentStreams = DEFAULT_MAX_CONCURRENT_STREAMS;
  private KeepaliveConfig keepalive = KeepaliveConfig.defaults();
  private @Nullable TlsServerConfig tls;
  private @Nullable Settings reloading;
  private @Nullable Settings counting;
  private Duration headerTimeout = Duration.ofSeconds(10);
  private ByteBudget budget = ByteBudget.unlimited();
  private BiConsumer<String, Status> ended = (method, status) -> {};
  private Function<Metadata, String> turn = metadata -> "";

  /**
   * A builder.
   *
   * @param callbacks runs what is short: refusals, health, cancellation
   * @param workers runs raw calls that were let in: decompression and the handler
   */
  public GrpcServerBuilder(Endpoint endpoint, Executor callbacks, Executor workers) {
    this.endpoint = requireNonNull(endpoint, "endpoint is null");
    this.callbacks = requireNonNull(callbacks, "callbacks is null");
    this.workers = requireNonNull(workers, "workers is null");
  }

  /** The limit of messages of methods that are not raw; 4 MiB if not said. */
  public GrpcServerBuilder maxMessage(SizeLimit limit) {
    maxMessageBytes = limit.bytes();
    return this;
  }

  /** How many calls a connection may have under way; more wait at the client. */
  public GrpcServerBuilder maxConcurrentStreams(int streams) {
    maxConcurrentStreams = streams;
    return this;
  }

  /** How long connections live. */
  public GrpcServerBuilder keepalive(KeepaliveConfig config) {
    keepalive = requireNonNull(config, "config is null");
    return this;
  }

  /** TLS; plain text (h2c) if not said, or null. */
  public GrpcServerBuilder tls(@Nullable TlsServerConfig config) {
    tls = config;
    return this;
  }

  /** Has rotated certificates, keys and authorities read without a restart, for a component. */
  public GrpcServerBuilder reloading(Settings settings) {
    reloading = requireNonNull(settings, "settings is null");
    return this;
  }

  /** Has connections counted that were ended or not let in, for a component. */
  public GrpcServerBuilder counting(Settings settings) {
    counting = requireNonNull(settings, "settings is null");
    return this;
  }

  /** How long a new connection's first frames and later each frame may take; zero: no end. */
  public GrpcServerBuilder headerTimeout(Duration timeout) {
    headerTimeout = requireNonNull(timeout, "timeout is null");
    return this;
  }

  /** The budget that the bytes of raw calls come from; unlimited if not said. */
  public GrpcServerBuilder budget(ByteBudget byteBudget) {
    budget = requireNonNull(byteBudget, "byteBudget is null");
    return this;
  }

  /** Is told the full method name and the status of every call that has ended. */
  public GrpcServerBuilder onCallEnded(BiConsumer<String, Status> listener) {
    ended = requireNonNull(listener, "listener is null");
    return this;
  }

  /**
   * Tells in whose turn a raw call waits for a worker, by its metadata alone; see {@link
   * FairExecutor}. Without it all wait in one line.
   */
  public GrpcServerBuilder turns(Function<Metadata, String> turnOf) {
    turn = requireNonNull(turnOf, "turnOf is null");
    return this;
  }

  /** Lets only those in whom an authenticator knows; all, if it is null. */
  public GrpcServerBuilder authenticator(@Nullable Authenticator authenticator) {
    return authenticator == null ? this : intercept(new GrpcAuthentication(authenticator));
  }

  /** Adds an interceptor. */
  public GrpcServerBuilder intercept(ServerInterceptor interceptor) {
    interceptors.add(requireNonNull(interceptor, "interceptor is null"));
    return this;
  }

  /** Adds a service. Its methods that take a {@link RawMessage} are admitted by bytes. */
  public GrpcServerBuilder service(ServerServiceDefinition service) {
    services.add(service);
    service
        .getMethods()
        .forEach(
            method -> {
              MethodDescriptor<?, ?> descriptor = method.getMethodDescriptor();
              if (descriptor.getRequestMarshaller() instanceof RawMarshaller raw) {
                rawMethods.put(descriptor.getFullMethodName(), raw.limit());
              }
            });
    return this;
  }

  /**
   * The server, not yet listening.
   *
   * @throws TlsException if a certificate, key or authority cannot be used
   * @throws IOException if the endpoint's host is not known
   */
  public GrpcServer build() throws TlsException, IOException {
    HealthStatusManager health = new HealthStatusManager();
    NettyServerBuilder builder = NettyServerBuilder.forAddress(endpoint.toAddress());
    bounds(builder);
    keepalive(builder);
    builder
        .executor(callbacks)
        .callExecutor(new Switch())
        .decompressorRegistry(CappedDecompressor.registry())
        .addStreamTracerFactory(new CallTracers(budget, rawMethods, ended));
    ServerTls loaded = tls == null ? null : ServerTls.load(tls);
    SslContext context = loaded == null ? null : loaded.grpcContext();
    builder.protocolNegotiator(new GuardedNegotiator(context, rules()));
    services.forEach(builder::addService);
    interceptors.forEach(builder::intercept);
    builder
        .addService(health.getHealthService())
        .addService(ProtoReflectionServiceV1.newInstance())
        .addService(alphaReflection());
    return new GrpcServer(endpoint, builder.build(), health, watch(loaded));
  }

  /** A connection's age is the library's business here, which has the same keys for it. */
  private ConnectionRules rules() {
    ConnectionMetrics metrics =
        counting == null ? ConnectionMetrics.none() : ConnectionMetrics.of(counting, "grpc");
    return new ConnectionRules(headerTimeout, WRITE_TIMEOUT, Duration.ZERO, metrics);
  }

  private @Nullable ServerTlsWatch watch(@Nullable ServerTls loaded) {
    Settings settings = reloading;
    return loaded == null || settings == null ? null : new ServerTlsWatch(settings, loaded);
  }

  private void bounds(NettyServerBuilder builder) {
    // Raw methods hold to their own limits, which tell the key to change. The library's limit is
    // for the other methods, and for what announces itself as far too long.
    int largest = rawMethods.values().stream().mapToInt(SizeLimit::bytes).max().orElse(0);
    int libraryLimit = (int) Math.min(2L * largest, Integer.MAX_VALUE);
    builder
        .maxInboundMessageSize(Math.max(maxMessageBytes, libraryLimit))
        .maxInboundMetadataSize(MAX_METADATA_BYTES)
        .maxConcurrentCallsPerConnection(maxConcurrentStreams)
        .handshakeTimeout(HANDSHAKE_TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  private void keepalive(NettyServerBuilder builder) {
    KeepaliveConfig.ServerParameters server = keepalive.serverParameters();
    builder
        .keepAliveTime(server.time().toNanos(), TimeUnit.NANOSECONDS)
        .keepAliveTimeout(server.timeout().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveTime(
            keepalive.enforcementPolicy().minTime().toNanos(), TimeUnit.NANOSECONDS)
        .permitKeepAliveWithoutCalls(keepalive.enforcementPolicy().permitWithoutStream());
    if (isSet(server.maxConnectionIdle())) {
      builder.maxConnectionIdle(server.maxConnectionIdle().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (isSet(server.maxConnectionAge())) {
      builder.maxConnectionAge(server.maxConnectionAge().toNanos(), TimeUnit.NANOSECONDS);
    }
    if (isSet(server.maxConnectionAgeGrace())) {
      builder.maxConnectionAgeGrace(server.maxConnectionAgeGrace().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private static boolean isSet(Duration duration) {
    return !duration.isZero();
  }

  private static boolean isSenders(@Nullable Throwable failure) {
    return failure instanceof StatusRuntimeException
        || failure instanceof StatusException
        || failure instanceof Http2Exception;
  }

  @SuppressWarnings("deprecation") // most tools still ask for this version of reflection only
  private static io.grpc.BindableService alphaReflection() {
    return ProtoReflectionService.newInstance();
  }

  /** Puts raw calls that were let in on the workers; what is refused does not wait for them. */
  private final class Switch implements ServerCallExecutorSupplier {
    @Override
    public <ReqT, RespT> @Nullable Executor getExecutor(
        ServerCall<ReqT, RespT> call, Metadata metadata) {
      CallAdmission admission = CallAdmission.KEY.get();
      boolean raw = rawMethods.containsKey(call.getMethodDescriptor().getFullMethodName());
      boolean letIn = raw && (admission == null || !admission.isRefused());
      return letIn ? FairExecutor.of(workers, turn.apply(metadata)) : null;
    }
  }
}
