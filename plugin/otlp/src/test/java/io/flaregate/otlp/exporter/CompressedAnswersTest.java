package io.flaregate.otlp.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.otlp.config.OtlpGrpcExporterConfig;
import io.flaregate.spi.config.ConfigBinder;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.ConfigNodes;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.grpc.GrpcChannels;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of gRPC for Go, collectors among them, answer in the compression of the request. */
class CompressedAnswersTest {
  @ParameterizedTest
  @ValueSource(strings = {"gzip", "zstd", "snappy"})
  void answersMayBeCompressedAsTheRequestIs(String compression) throws Exception {
    Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("localhost", 0))
            .compressorRegistry(GrpcSender.compressors())
            .decompressorRegistry(GrpcChannels.decompressors())
            .addService(new AnswersCompressed(compression))
            .build()
            .start();
    OtlpGrpcExporterConfig config =
        ConfigBinder.bind(
                ConfigNodes.of(
                    Map.of(
                        "endpoint",
                        "http://localhost:" + server.getPort(),
                        "compression",
                        compression)),
                "exporters::otlp_grpc",
                OtlpGrpcExporterConfig.defaults())
            .value();
    TestSettings settings = new TestSettings("otlp");
    GrpcSender sender = GrpcSender.open(settings.settings(), config);
    try {
      SendAnswer answer = Await.result(sender.send("t", new byte[0], TimeUnit.MINUTES.toNanos(1)));
      assertThat(answer.kind()).as("%s", answer).isEqualTo(SendAnswer.Kind.ACCEPTED);
      assertThat(answer.message()).endsWith("warns: " + "well ".repeat(20).strip());
    } finally {
      sender.close(System.nanoTime() + TimeUnit.SECONDS.toNanos(10));
      server.shutdownNow().awaitTermination();
      settings.close();
    }
  }

  private static final class AnswersCompressed extends ProfilesServiceGrpc.ProfilesServiceImplBase {
    private final String compression;

    AnswersCompressed(String compression) {
      this.compression = compression;
    }

    @Override
    public void export(
        ExportProfilesServiceRequest request,
        StreamObserver<ExportProfilesServiceResponse> observer) {
      ((ServerCallStreamObserver<ExportProfilesServiceResponse>) observer)
          .setCompression(compression);
      ExportProfilesServiceResponse.Builder response = ExportProfilesServiceResponse.newBuilder();
      response.getPartialSuccessBuilder().setErrorMessage("well ".repeat(20));
      observer.onNext(response.build());
      observer.onCompleted();
    }
  }
}
