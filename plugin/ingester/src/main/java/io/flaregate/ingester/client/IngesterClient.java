package io.flaregate.ingester.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.ingester.model.Tenant;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofRequest;
import io.flaregate.ingester.proto.ingester.ProfileTypesRequest;
import io.flaregate.ingester.proto.ingester.SelectProfilesRequest;
import io.flaregate.ingester.proto.ingester.SeriesRequest;
import io.flaregate.ingester.proto.pprof.Profile;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.types.LabelNamesRequest;
import io.flaregate.ingester.proto.types.LabelValuesRequest;
import io.flaregate.ingester.proto.types.Labels;
import io.flaregate.ingester.proto.types.ProfileType;
import io.flaregate.ingester.rpc.IngesterMethods;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Asks one ingester, as one tenant. Calls block and fail with {@link
 * io.grpc.StatusRuntimeException}. Thread-safe.
 */
public final class IngesterClient implements AutoCloseable {
  private static final int MAX_MESSAGE_BYTES = 256 * 1024 * 1024;
  private static final long TIMEOUT_SECONDS = 30;

  private final ManagedChannel managed;
  private final Channel channel;

  /**
   * A client that dials when it is first used, without TLS.
   *
   * @param target {@code host:port}
   * @param tenant who asks
   */
  public IngesterClient(String target, String tenant) {
    Metadata headers = new Metadata();
    headers.put(Metadata.Key.of(Tenant.HEADER, Metadata.ASCII_STRING_MARSHALLER), tenant);
    this.managed =
        NettyChannelBuilder.forTarget(target)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    this.channel =
        ClientInterceptors.intercept(managed, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private <Q, R> R call(MethodDescriptor<Q, R> method, Q request) {
    return ClientCalls.blockingUnaryCall(channel, method, options(), request);
  }

  private static CallOptions options() {
    return CallOptions.DEFAULT.withDeadlineAfter(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  /** Writes profiles; returns once they are stored. */
  public void push(PushRequest request) {
    call(IngesterMethods.PUSH, request);
  }

  /** The types of profiles in a time range; 0 and 0: all time. */
  public List<ProfileType> profileTypes(long startMillis, long endMillis) {
    ProfileTypesRequest request =
        ProfileTypesRequest.newBuilder().setStart(startMillis).setEnd(endMillis).build();
    return call(IngesterMethods.PROFILE_TYPES, request).getProfileTypesList();
  }

  /**
   * The labels of series.
   *
   * @param matchers label selectors, any of which will do; none: every series
   * @param labelNames the labels to tell of; none: all
   */
  public List<Labels> series(
      List<String> matchers, List<String> labelNames, long startMillis, long endMillis) {
    SeriesRequest request =
        SeriesRequest.newBuilder()
            .addAllMatchers(matchers)
            .addAllLabelNames(labelNames)
            .setStart(startMillis)
            .setEnd(endMillis)
            .build();
    return call(IngesterMethods.SERIES, request).getLabelsSetList();
  }

  /** The names of labels. */
  public List<String> labelNames(List<String> matchers, long startMillis, long endMillis) {
    LabelNamesRequest request =
        LabelNamesRequest.newBuilder()
            .addAllMatchers(matchers)
            .setStart(startMillis)
            .setEnd(endMillis)
            .build();
    return List.copyOf(call(IngesterMethods.LABEL_NAMES, request).getNamesList());
  }

  /** The values of a label. */
  public List<String> labelValues(
      String name, List<String> matchers, long startMillis, long endMillis) {
    LabelValuesRequest request =
        LabelValuesRequest.newBuilder()
            .setName(name)
            .addAllMatchers(matchers)
            .setStart(startMillis)
            .setEnd(endMillis)
            .build();
    return List.copyOf(call(IngesterMethods.LABEL_VALUES, request).getNamesList());
  }

  /** The sum of all profiles that a selector selects. */
  public Profile mergeProfilesPprof(
      String selector, String profileTypeId, long startMillis, long endMillis) {
    return mergeProfilesPprof(
        selector, profileTypeId, startMillis, endMillis, (labels, timeMillis) -> true);
  }

  /** Says whether a profile that an ingester offers is to be part of the sum. */
  @FunctionalInterface
  public interface Pick {
    /** Looks at one profile. */
    boolean keep(Labels labels, long timeMillis);
  }

  /**
   * The sum of the profiles that a selector selects and the caller picks. Replicas hold the same
   * profiles: a caller that asks several ingesters picks each (labels, time) once.
   *
   * @throws io.grpc.StatusRuntimeException if the ingester refuses or cannot be reached
   */
  public Profile mergeProfilesPprof(
      String selector, String profileTypeId, long startMillis, long endMillis, Pick pick) {
    SelectProfilesRequest request =
        SelectProfilesRequest.newBuilder()
            .setLabelSelector(selector)
            .setType(ProfileType.newBuilder().setID(profileTypeId))
            .setStart(startMillis)
            .setEnd(endMillis)
            .build();
    MergeDialogue dialogue = new MergeDialogue(pick);
    ClientCalls.asyncBidiStreamingCall(
            channel.newCall(IngesterMethods.MERGE_PROFILES_PPROF, options()), dialogue)
        .onNext(MergeProfilesPprofRequest.newBuilder().setRequest(request).build());
    try {
      return Profile.parseFrom(dialogue.result());
    } catch (InvalidProtocolBufferException e) {
      throw Status.INTERNAL
          .withDescription("the ingester's pprof cannot be read: " + e.getMessage())
          .withCause(e)
          .asRuntimeException();
    }
  }

  @Override
  public void close() {
    managed.shutdown();
    try {
      if (!managed.awaitTermination(1, TimeUnit.SECONDS)) {
        managed.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      managed.shutdownNow();
    }
  }
}
