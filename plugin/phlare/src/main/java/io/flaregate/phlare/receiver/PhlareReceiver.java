package io.flaregate.phlare.receiver;

import static java.util.Objects.requireNonNull;

import io.flaregate.otlp.OtlpGrpcOverHttp;
import io.flaregate.otlp.OtlpHttpService;
import io.flaregate.phlare.config.PhlareReceiverConfig;
import io.flaregate.phlare.receiver.batch.BatchRequests;
import io.flaregate.phlare.receiver.ingest.IngestService;
import io.flaregate.phlare.receiver.push.PushService;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.consumer.ProfilesConsumer;
import io.flaregate.spi.receiver.Receiver;
import io.flaregate.transport.admission.ByteBudget;
import io.flaregate.transport.auth.AuthConfig;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.http.HttpServer;
import io.flaregate.transport.http.HttpServerBuilder;
import io.flaregate.transport.net.Endpoint;
import io.flaregate.transport.receiver.BodyLimits;
import io.flaregate.transport.receiver.ReceiverMetrics;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.receiver.RequestLimits;
import io.flaregate.transport.tenant.TenantResolver;
import io.flaregate.transport.tls.TlsException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes what a Pyroscope distributor takes, on one port: {@code push.v1.PusherService/Push} over
 * Connect, gRPC and gRPC-web, {@code POST /ingest}, and OTLP over HTTP and gRPC.
 */
public final class PhlareReceiver implements Receiver {
  private static final long SHUTDOWN_NANOS = TimeUnit.SECONDS.toNanos(30);

  /**
   * How many times a body's size a request may hold: the body, what it inflates to, the columns of
   * that, and those of all profiles together.
   */
  private static final int BYTES_PER_BODY_BYTE = 8;

  /** The same of OTLP, which does without inflating a second time. */
  private static final int OTLP_BYTES_PER_BODY_BYTE = 4;

  private final PhlareReceiverConfig config;
  private final ProfilesConsumer next;
  private final ReceiverShared shared;
  private volatile @Nullable Host host;
  private volatile @Nullable HttpServer server;

  PhlareReceiver(Settings settings, PhlareReceiverConfig config, ProfilesConsumer next) {
    this.config = requireNonNull(config, "config is null");
    this.next = requireNonNull(next, "next is null");
    ByteBudget budget = BodyLimits.budget(config.inflightBytes());
    shared =
        new ReceiverShared(
            settings,
            new TenantResolver(config.tenant()),
            budget,
            new ReceiverMetrics(settings.id().toString(), settings.meter(), budget),
            new RequestLimits());
  }

  @Override
  public void start(Host given) throws ComponentException {
    host = requireNonNull(given, "host is null");
    shared.limits().follow(given);
    try {
      HttpServer started =
          new HttpServerBuilder(Endpoint.parse(config.endpoint()))
              .readHeaderTimeout(config.readHeaderTimeout())
              .idleTimeout(config.idleTimeout())
              .maxConnectionAge(config.maxConnectionAge())
              .tls(config.tls())
              .reloading(shared.settings())
              .counting(shared.settings())
              .authenticator(
                  AuthConfig.find(given, config.auth(), "receivers::" + shared.settings().id()),
                  shared.workers())
              .cors(config.cors())
              .customize(builder -> builder.serviceUnder("/", doors()))
              .build()
              .start();
      server = started;
      shared
          .logger()
          .log(
              System.Logger.Level.INFO,
              "listening for pushes, /ingest and OTLP on {0}",
              started.address());
    } catch (TlsException | IOException | IllegalArgumentException e) {
      throw new ComponentException(String.valueOf(e.getMessage()), e);
    }
  }

  private Doors doors() {
    SizeLimit limit = fitting(BYTES_PER_BODY_BYTE);
    BatchRequests requests = new BatchRequests(next, shared);
    OtlpHttpService otlp =
        OtlpHttpService.of(
            next,
            shared,
            fitting(OTLP_BYTES_PER_BODY_BYTE),
            config.readTimeout(),
            config.legacyLayouts());
    OtlpGrpcOverHttp otlpGrpc = otlp.grpc();
    return new Doors(
        shared,
        Map.of(
            OtlpGrpcOverHttp.PATH,
            otlpGrpc,
            OtlpGrpcOverHttp.OLD_PATH,
            otlpGrpc,
            PushService.PATH,
            new PushService(requests, limit, config.readTimeout()),
            IngestService.PATH,
            new IngestService(requests, limit, config.readTimeout()),
            OtlpHttpService.PATH,
            otlp,
            OtlpHttpService.OLD_PATH,
            otlp));
  }

  private SizeLimit fitting(int bytesPerBodyByte) {
    return BodyLimits.fitting(
        config.limit(), config.inflightBytes(), bytesPerBodyByte, shared.logger());
  }

  /** Where it listens, or did until the shutdown; empty before the start. */
  public Optional<InetSocketAddress> address() {
    return Optional.ofNullable(server).map(HttpServer::address);
  }

  @Override
  public void shutdown() {
    HttpServer started = server;
    if (started == null) {
      return;
    }
    started.drain();
    if (!started.shutdown(deadlineNanos())) {
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
