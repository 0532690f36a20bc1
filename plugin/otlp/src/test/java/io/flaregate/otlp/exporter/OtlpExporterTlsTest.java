package io.flaregate.otlp.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.TlsKeyPair;
import com.linecorp.armeria.server.Server;
import io.flaregate.otlp.config.OtlpGrpcExporterConfig;
import io.flaregate.otlp.config.OtlpHttpExporterConfig;
import io.flaregate.otlp.config.RetryOnFailure;
import io.flaregate.otlp.config.SendingQueue;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.consumer.CancellationSource;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.Certificates;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.SampleProfiles;
import io.flaregate.spi.testing.TestHost;
import io.flaregate.spi.testing.TestSettings;
import io.grpc.Grpc;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Authorities that are rotated while exporters run. */
class OtlpExporterTlsTest {
  private static Certificates ours;
  private static Certificates others;

  @TempDir private Path folder;
  private final TestSettings settings = new TestSettings("otlp");

  @BeforeAll
  static void makeCertificates(@TempDir Path one, @TempDir Path other) throws Exception {
    ours = Certificates.in(one);
    others = Certificates.in(other);
  }

  @AfterEach
  void close() {
    settings.close();
  }

  @Test
  void rotatedAuthorityIsTrustedOverGrpcWithoutARestart() throws Exception {
    io.grpc.Server server =
        Grpc.newServerBuilderForPort(
                0, TlsServerCredentials.create(ours.certificate().toFile(), ours.key().toFile()))
            .addService(new AcceptsAll())
            .build()
            .start();
    try {
      OtlpGrpcExporterConfig config =
          ConfigBinder.bind(
                  ConfigNodes.of(keys("localhost:" + server.getPort())),
                  "exporters::otlp_grpc",
                  OtlpGrpcExporterConfig.defaults())
              .value();
      assertRotates(() -> GrpcSender.open(settings.settings(), config));
    } finally {
      server.shutdownNow().awaitTermination();
    }
  }

  @Test
  void rotatedAuthorityIsTrustedOverHttpWithoutARestart() throws Exception {
    Server server =
        Server.builder()
            .https(0)
            .tls(TlsKeyPair.of(ours.key().toFile(), ours.certificate().toFile()))
            .service(
                "/v1development/profiles",
                (ctx, request) ->
                    HttpResponse.of(
                        request
                            .aggregate()
                            .thenApply(
                                all ->
                                    HttpResponse.of(
                                        HttpStatus.OK,
                                        MediaType.parse("application/x-protobuf"),
                                        new byte[0]))))
            .build();
    server.start().join();
    try {
      OtlpHttpExporterConfig config =
          ConfigBinder.bind(
                  ConfigNodes.of(keys("https://localhost:" + server.activeLocalPort())),
                  "exporters::otlp_http",
                  OtlpHttpExporterConfig.defaults())
              .value();
      assertRotates(() -> HttpSender.open(settings.settings(), config));
    } finally {
      server.stop().join();
    }
  }

  private Map<String, Object> keys(String endpoint) throws Exception {
    Path authority = Files.copy(others.authority(), folder.resolve("ca.pem"));
    return Map.of("endpoint", endpoint, "tls", Map.of("ca_file", authority.toString()));
  }

  private void assertRotates(Sender.Opener opener) throws Exception {
    OtlpExporter exporter = exporter(opener);
    try {
      assertThat(send(exporter).outcome(0)).isEqualTo(Outcome.TRANSIENT);
      Files.copy(ours.authority(), folder.resolve("ca.pem"), StandardCopyOption.REPLACE_EXISTING);
      Await.until(
          "the new authority is trusted", () -> send(exporter).outcome(0) == Outcome.STORED);
      assertThat(settings.logger().messages(System.Logger.Level.INFO))
          .contains("exporter otlp: tls: certificates, keys and authorities were read again");
    } finally {
      exporter.shutdown();
    }
  }

  private OtlpExporter exporter(Sender.Opener opener) throws ComponentException {
    RetryOnFailure retry =
        ConfigBinder.bind(
                ConfigNodes.of(Map.of("enabled", false)),
                "retry_on_failure",
                RetryOnFailure.defaults())
            .value();
    OtlpExporter exporter =
        new OtlpExporter(
            settings.settings(),
            Duration.ofSeconds(10),
            retry,
            1 << 20,
            SendingQueue.defaults(),
            Duration.ofMillis(20),
            opener);
    exporter.start(new TestHost());
    return exporter;
  }

  private static ConsumeResult send(OtlpExporter exporter) {
    Profiles profiles = SampleProfiles.withRows(1);
    RequestContext context =
        new RequestContext(
            "t", "grpc", 1, RequestContext.NO_DEADLINE, Map.of(), new CancellationSource());
    return Await.result(exporter.consume(profiles, context));
  }

  private static final class AcceptsAll extends ProfilesServiceGrpc.ProfilesServiceImplBase {
    @Override
    public void export(
        ExportProfilesServiceRequest request,
        StreamObserver<ExportProfilesServiceResponse> observer) {
      observer.onNext(ExportProfilesServiceResponse.getDefaultInstance());
      observer.onCompleted();
    }
  }
}
