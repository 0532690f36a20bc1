package io.flaregate.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import io.flaregate.otlp.Rig.Protocol;
import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.spi.testing.Await;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What senders of other versions of the protocol are told. */
class OtlpVersionsTest {
  private static final String PROTOBUF = "application/x-protobuf";
  private static Rig rig;

  @BeforeAll
  static void open() {
    rig = new Rig(Rig::multitenant);
  }

  @AfterAll
  static void close() {
    rig.close();
  }

  @AfterEach
  void theNextRequestsPass() {
    rig.assertAlive();
  }

  @Test
  void oldProtocolIsToldWhatToUpgradeTo() {
    HttpRequest request =
        HttpRequest.newBuilder(rig.uri("/v1experimental/profiles"))
            .header("Content-Type", PROTOBUF)
            .POST(BodyPublishers.ofByteArray(new byte[10]))
            .build();
    Rig.reply(Await.result(rig.http.sendAsync(request, Rig.BODY)))
        .assertFailed(404, Code.UNIMPLEMENTED)
        .assertMessage(OtlpGrpcService.OLD_PROTOCOL);
    Status status =
        grpcStatus("opentelemetry.proto.collector.profiles.v1experimental.ProfilesService/Export");
    assertThat(status.getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(status.getDescription()).isEqualTo(OtlpGrpcService.OLD_PROTOCOL);
  }

  @Test
  void unknownMethodIsUnimplemented() {
    assertThat(grpcStatus("no.such.Service/Export").getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
  }

  private static Status grpcStatus(String method) {
    MethodDescriptor<byte[], byte[]> descriptor =
        MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(method)
            .setRequestMarshaller(new BytesMarshaller())
            .setResponseMarshaller(new BytesMarshaller())
            .build();
    try {
      ClientCalls.blockingUnaryCall(rig.channel, descriptor, CallOptions.DEFAULT, new byte[3]);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** As the Collector from 0.163 on: what is not exactly the version is none. */
  @ParameterizedTest
  @EnumSource(Protocol.class)
  void otherVersionsOfTheDevelopmentProtocolAreInvalid(Protocol protocol) {
    String key = DevelopmentVersion.NAME;
    rig.freshSink();
    for (String version : List.of("2", "0", "01", "1,1", "x".repeat(100))) {
      String shown = version.length() > 32 ? "x".repeat(32) + "…" : version;
      rig.send(protocol, Requests.of(1), key, version, "X-Scope-OrgID", "team")
          .assertFailed(400, Code.INVALID_ARGUMENT)
          .assertMessage(key + " is \"" + shown + "\"; only \"1\" is supported")
          .assertFinal();
    }
    rig.send(protocol, Requests.of(1), key, "1", key, "1", "X-Scope-OrgID", "team")
        .assertFailed(400, Code.INVALID_ARGUMENT)
        .assertMessage(key + " has 2 values; it takes one")
        .assertFinal();
    assertThat(rig.sink().requests()).isEmpty();
    rig.send(protocol, Requests.of(1), key, "1", "X-Scope-OrgID", "team").assertAllStored();
  }
}
