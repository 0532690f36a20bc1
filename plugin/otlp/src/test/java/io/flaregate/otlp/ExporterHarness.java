package io.flaregate.otlp;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.Server;
import io.flaregate.otlp.config.OtlpGrpcExporterConfig;
import io.flaregate.otlp.config.OtlpHttpExporterConfig;
import io.flaregate.otlp.exporter.OtlpGrpcExporterFactory;
import io.flaregate.otlp.exporter.OtlpHttpExporterFactory;
import io.flaregate.profiles.otlp.DecodeLimits;
import io.flaregate.profiles.otlp.OtlpDecoder;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.exporter.Exporter;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** What tests of both exporters share: servers, exporters that are closed in the end, answers. */
abstract class ExporterHarness {
  static final Map<String, Object> QUICK = Map.of("initial_interval", "1ms", "max_interval", "2ms");

  final TestSettings settings = new TestSettings("otlp");
  final TestHost host = new TestHost();
  final Deque<AutoCloseable> opened = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    settings.close();
  }

  <T extends AutoCloseable> T open(T resource) {
    opened.addFirst(resource);
    return resource;
  }

  int httpServer(java.util.function.Supplier<HttpResponse> answer) {
    Server server =
        Server.builder()
            .http(0)
            .service(
                "/v1development/profiles",
                (ctx, request) ->
                    HttpResponse.of(request.aggregate().thenApply(all -> answer.get())))
            .build();
    server.start().join();
    return open(server).activeLocalPort();
  }

  int grpcServer(Function<ExportProfilesServiceRequest, Object> answer) throws Exception {
    io.grpc.Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
            .addService(
                new ProfilesServiceGrpc.ProfilesServiceImplBase() {
                  @Override
                  public void export(
                      ExportProfilesServiceRequest request,
                      StreamObserver<ExportProfilesServiceResponse> observer) {
                    Object given = answer.apply(request);
                    if (given instanceof ExportProfilesServiceResponse response) {
                      observer.onNext(response);
                      observer.onCompleted();
                    } else {
                      observer.onError((Throwable) given);
                    }
                  }
                })
            .build()
            .start();
    opened.addFirst(() -> server.shutdownNow().awaitTermination());
    return server.getPort();
  }

  Exporter exporter(Rig.Protocol protocol, Rig rig, Map<String, ?> keys) throws Exception {
    InetSocketAddress address =
        protocol == Rig.Protocol.GRPC ? rig.grpcAddress() : rig.httpAddress();
    return exporter(protocol, address.getPort(), keys);
  }

  Exporter exporter(Rig.Protocol protocol, int port, Map<String, ?> keys) throws Exception {
    Map<String, Object> all = new HashMap<>(keys);
    all.put("endpoint", "http://localhost:" + port);
    return started(
        protocol == Rig.Protocol.GRPC
            ? new OtlpGrpcExporterFactory("otlp_grpc").create(settings.settings(), grpc(all))
            : new OtlpHttpExporterFactory("otlp_http").create(settings.settings(), http(all)));
  }

  Exporter started(Exporter exporter) throws Exception {
    exporter.start(host);
    opened.addFirst(exporter::shutdown);
    return exporter;
  }

  static OtlpGrpcExporterConfig grpc(Map<String, ?> keys) {
    return ConfigBinder.bind(
            ConfigNodes.of(keys), "exporters::otlp", OtlpGrpcExporterConfig.defaults())
        .value();
  }

  static OtlpHttpExporterConfig http(Map<String, ?> keys) {
    return ConfigBinder.bind(
            ConfigNodes.of(keys), "exporters::otlphttp", OtlpHttpExporterConfig.defaults())
        .value();
  }

  static Map<String, Object> off() {
    return Map.of("enabled", false);
  }

  static ConsumeResult transientFailure(int rows) {
    return ConsumeResult.all(
        rows, Outcome.TRANSIENT, Reason.NO_QUORUM, "later", java.time.Duration.ofMillis(1));
  }

  static CancellationSource never() {
    return new CancellationSource();
  }

  static RequestContext context(String tenant) {
    return context(tenant, RequestContext.NO_DEADLINE, never());
  }

  static RequestContext context(
      String tenant, long deadlineNanos, CancellationSource cancellation) {
    return new RequestContext(tenant, "grpc", 1, deadlineNanos, Map.of(), cancellation);
  }

  static Profiles decode(byte[] body) throws Exception {
    return new OtlpDecoder().decode(body, body.length, DecodeLimits.DEFAULT).profiles();
  }

  void awaitRetryPlanned(int count) {
    Await.until(
        "another attempt is planned",
        () -> settings.meter().total("flaregate_exporter_retries_total") >= count);
  }

  void assertNothingHeld() {
    Await.until(
        "no request holds bytes",
        () -> settings.meter().value("flaregate_inflight_bytes", "otlp") == 0);
  }
}
