package io.flaregate.ingester.rpc;

import static io.flaregate.ingester.Pprofs.CPU;
import static io.flaregate.ingester.Pprofs.T0;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.ingester.EmbeddedIngester;
import io.flaregate.ingester.IngesterConfig;
import io.flaregate.ingester.Pprofs;
import io.flaregate.ingester.client.IngesterClient;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofRequest;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofResponse;
import io.flaregate.ingester.proto.ingester.ProfileSets;
import io.flaregate.ingester.proto.ingester.SelectProfilesRequest;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.types.ProfileType;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dialogue of MergeProfilesPprof message by message, and the server's standard services. */
class MergeCallTest {
  private static EmbeddedIngester ingester;
  private static ManagedChannel channel;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    ingester = EmbeddedIngester.start(IngesterConfig.onFreePorts(directory.toString()));
    channel = NettyChannelBuilder.forTarget(ingester.grpcTarget()).usePlaintext().build();
    try (IngesterClient client = new IngesterClient(ingester.grpcTarget(), "anonymous")) {
      client.push(Pprofs.cpu(T0).sample("f", 1).push("service_name", "a"));
      client.push(Pprofs.cpu(T0 + 5).sample("f", 10).push("service_name", "a"));
      client.push(Pprofs.cpu(T0).sample("f", 100).push("service_name", "b"));
    }
  }

  @AfterAll
  static void stop() {
    channel.shutdownNow();
    ingester.close();
  }

  /** What the server says, one thing after the other. */
  private static final class Dialogue<R> implements StreamObserver<R> {
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    @Override
    public void onNext(R response) {
      heard.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      heard.add(Status.fromThrowable(failure));
    }

    @Override
    public void onCompleted() {
      heard.add(Status.OK);
    }

    Object next() throws InterruptedException {
      Object next = heard.poll(30, TimeUnit.SECONDS);
      assertThat(next).as("the server's next message").isNotNull();
      return next;
    }

    void assertRefusal(String message) throws InterruptedException {
      Status status = (Status) next();
      assertThat(status.getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      assertThat(status.getDescription()).isEqualTo(message);
    }
  }

  private static StreamObserver<MergeProfilesPprofRequest> call(
      Dialogue<MergeProfilesPprofResponse> dialogue) {
    return ClientCalls.asyncBidiStreamingCall(
        channel.newCall(IngesterMethods.MERGE_PROFILES_PPROF, CallOptions.DEFAULT), dialogue);
  }

  private static MergeProfilesPprofRequest asking(String selector) {
    // As Pyroscope's querier sends it: the parts of the type as well as its id.
    ProfileType type =
        ProfileType.newBuilder()
            .setID(CPU)
            .setName("process_cpu")
            .setSampleType("cpu")
            .setSampleUnit("nanoseconds")
            .setPeriodType("cpu")
            .setPeriodUnit("nanoseconds")
            .build();
    return MergeProfilesPprofRequest.newBuilder()
        .setRequest(SelectProfilesRequest.newBuilder().setLabelSelector(selector).setType(type))
        .build();
  }

  private static MergeProfilesPprofRequest keeping(Boolean... profiles) {
    return MergeProfilesPprofRequest.newBuilder().addAllProfiles(List.of(profiles)).build();
  }

  @Test
  void batchesAreOfferedThenAnEmptyMessageThenTheSum()
      throws InterruptedException, InvalidProtocolBufferException {
    Dialogue<MergeProfilesPprofResponse> dialogue = new Dialogue<>();
    StreamObserver<MergeProfilesPprofRequest> requests = call(dialogue);
    requests.onNext(asking("{}"));
    ProfileSets batch = ((MergeProfilesPprofResponse) dialogue.next()).getSelectedProfiles();
    assertThat(batch.getProfilesList())
        .extracting(profile -> profile.getTimestamp() - T0)
        .containsExactly(0L, 0L, 5L);
    assertThat(batch.getLabelsSetsCount()).isEqualTo(2);
    assertThat(batch.getFingerprintsCount()).isEqualTo(2);
    assertThat(batch.getProfiles(0).getLabelIndex())
        .isEqualTo(batch.getProfiles(2).getLabelIndex());

    requests.onNext(keeping(true, false, true));
    assertThat(dialogue.next()).isEqualTo(MergeProfilesPprofResponse.getDefaultInstance());
    Profile sum = Profile.parseFrom(((MergeProfilesPprofResponse) dialogue.next()).getResult());
    assertThat(Pprofs.sums(sum, 0)).isEqualTo(Map.of("f", 11L));
    assertThat(dialogue.next()).isEqualTo(Status.OK);
    requests.onCompleted();
  }

  @Test
  void whereNothingIsSelectedTheSumIsEmpty()
      throws InterruptedException, InvalidProtocolBufferException {
    Dialogue<MergeProfilesPprofResponse> dialogue = new Dialogue<>();
    call(dialogue).onNext(asking("{service_name=\"none\"}"));
    assertThat(dialogue.next()).isEqualTo(MergeProfilesPprofResponse.getDefaultInstance());
    Profile sum = Profile.parseFrom(((MergeProfilesPprofResponse) dialogue.next()).getResult());
    assertThat(sum.getSampleCount()).isZero();
    assertThat(dialogue.next()).isEqualTo(Status.OK);
  }

  @Test
  void whatIsOutOfTurnIsRefused() throws InterruptedException {
    Dialogue<MergeProfilesPprofResponse> noRequest = new Dialogue<>();
    call(noRequest).onNext(keeping(true));
    noRequest.assertRefusal("the first message has no request");

    Dialogue<MergeProfilesPprofResponse> count = new Dialogue<>();
    StreamObserver<MergeProfilesPprofRequest> requests = call(count);
    requests.onNext(asking("{}"));
    count.next();
    requests.onNext(keeping(true));
    count.assertRefusal("profiles has 1 answers; the batch has 3 profiles");

    Dialogue<MergeProfilesPprofResponse> early = new Dialogue<>();
    StreamObserver<MergeProfilesPprofRequest> closing = call(early);
    closing.onNext(asking("{}"));
    early.next();
    closing.onCompleted();
    early.assertRefusal("the stream was closed before every batch was answered");
  }

  @Test
  void healthSaysThatTheServiceServes() {
    for (String service : List.of("", IngesterMethods.SERVICE)) {
      assertThat(
              HealthGrpc.newBlockingStub(channel)
                  .check(HealthCheckRequest.newBuilder().setService(service).build())
                  .getStatus())
          .isEqualTo(ServingStatus.SERVING);
    }
  }

  @Test
  void reflectionShowsTheService() throws InterruptedException {
    Dialogue<ServerReflectionResponse> dialogue = new Dialogue<>();
    StreamObserver<ServerReflectionRequest> requests =
        ServerReflectionGrpc.newStub(channel).serverReflectionInfo(dialogue);
    requests.onNext(
        ServerReflectionRequest.newBuilder()
            .setFileContainingSymbol(IngesterMethods.SERVICE + ".Push")
            .build());
    ServerReflectionResponse response = (ServerReflectionResponse) dialogue.next();
    assertThat(response.getFileDescriptorResponse().getFileDescriptorProtoCount()).isPositive();
    requests.onCompleted();
  }
}
