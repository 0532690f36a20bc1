package io.flaregate.phlare.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flaregate.otlp.OtlpGrpcOverHttp;
import io.flaregate.profiles.corpus.Corpus;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceRequest;
import io.opentelemetry.proto.collector.profiles.v1development.ExportProfilesServiceResponse;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** OTLP over gRPC on port 4040, with the published stubs: Pyroscope's distributor has it there. */
class OtlpGrpcTest {
  private final Rig rig = new Rig(Rig.config(1 << 20, 1L << 26, true));
  private final ManagedChannel channel =
      NettyChannelBuilder.forAddress("localhost", rig.port()).usePlaintext().build();

  @AfterEach
  void close() {
    channel.shutdownNow();
    rig.close();
  }

  private ProfilesServiceGrpc.ProfilesServiceBlockingStub stub(String... headers) {
    Metadata metadata = new Metadata();
    for (int i = 0; i < headers.length; i += 2) {
      metadata.put(Metadata.Key.of(headers[i], Metadata.ASCII_STRING_MARSHALLER), headers[i + 1]);
    }
    return ProfilesServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata));
  }

  private static ExportProfilesServiceRequest request() throws IOException {
    return ExportProfilesServiceRequest.parseFrom(
        Corpus.configured().file("otlp/ap-itimer.otlp.pb").body());
  }

  private static StatusRuntimeException failure(
      ProfilesServiceGrpc.ProfilesServiceBlockingStub stub, ExportProfilesServiceRequest request) {
    return catchThrowableOfType(StatusRuntimeException.class, () -> stub.export(request));
  }

  @Test
  void profilesAreTakenInEveryCompressionThatPushHas() throws Exception {
    for (String compression : new String[] {"identity", "gzip"}) {
      ExportProfilesServiceResponse response =
          stub("X-Scope-OrgID", "team-a", "otlp-profiles-development-version", "1")
              .withCompression(compression)
              .export(request());
      assertThat(response).isEqualTo(ExportProfilesServiceResponse.getDefaultInstance());
      assertThat(Rig.labels(rig.last(), 0)).containsEntry("__otel__", "true");
    }
    assertThat(rig.sink.requests().get(0).context().tenant()).isEqualTo("team-a");
    assertThat(rig.sink.requests().get(0).context().transport()).isEqualTo("grpc");
    rig.assertNothingBooked();
  }

  @Test
  void failuresAreThoseOfTheReceiverOtlp() throws Exception {
    StatusRuntimeException anonymous = failure(stub(), request());
    assertThat(anonymous.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
    StatusRuntimeException version =
        failure(stub("X-Scope-OrgID", "a", "otlp-profiles-development-version", "2"), request());
    assertThat(version.getStatus().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(version.getStatus().getDescription()).contains("only \"1\" is supported");
    ExportProfilesServiceRequest.Builder large = request().toBuilder();
    large.getDictionaryBuilder().addStringTable("x".repeat(2 << 20));
    StatusRuntimeException tooLarge = failure(stub("X-Scope-OrgID", "a"), large.build());
    assertThat(tooLarge.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    rig.sink.answer(
        ConsumeResult.all(1, Outcome.TRANSIENT, Reason.NO_QUORUM, "no quorum", Duration.ZERO));
    StatusRuntimeException lost = failure(stub("X-Scope-OrgID", "a"), request());
    assertThat(lost.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(StatusProto.fromThrowable(lost).getDetailsList()).hasSize(1);
    rig.assertNothingBooked();
  }

  @Test
  void whoCallsTheFormerServiceIsToldWhatToUpgradeTo() {
    MethodDescriptor<ExportProfilesServiceRequest, ExportProfilesServiceResponse> old =
        ProfilesServiceGrpc.getExportMethod().toBuilder()
            .setFullMethodName(OtlpGrpcOverHttp.OLD_PATH.substring(1))
            .build();
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () ->
                ClientCalls.blockingUnaryCall(
                    channel,
                    old,
                    CallOptions.DEFAULT,
                    ExportProfilesServiceRequest.getDefaultInstance()));
    assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(failure.getStatus().getDescription()).contains("upgrade the sender");
  }

  @Test
  void whatIsNotGrpcIsSentElsewhere() {
    HttpResponse<String> response =
        rig.send("POST", OtlpGrpcOverHttp.PATH, new byte[3], Rig.JSON, "X-Scope-OrgID", "a");
    assertThat(response.statusCode()).isEqualTo(415);
    assertThat(response.body()).contains("/v1development/profiles");
  }
}
