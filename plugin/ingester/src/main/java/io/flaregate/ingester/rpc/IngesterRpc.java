package io.flaregate.ingester.rpc;

import com.google.protobuf.InvalidProtocolBufferException;
import io.flaregate.ingester.model.Tenant;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofRequest;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofResponse;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.service.Failures;
import io.flaregate.ingester.service.IngesterService;
import io.flaregate.ingester.service.ServiceException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.RawCall;
import io.flaregate.transport.grpc.RawMessage;
import io.flaregate.transport.grpc.RawMethods;
import io.flaregate.transport.grpc.RawUnaryHandler;
import io.flaregate.transport.grpc.RawUnaryServer;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Joins the ingester's methods to gRPC. */
public final class IngesterRpc {
  private static final Metadata.Key<String> TENANT =
      Metadata.Key.of(Tenant.HEADER, Metadata.ASCII_STRING_MARSHALLER);

  private final IngesterService service;

  private IngesterRpc(IngesterService service) {
    this.service = service;
  }

  /**
   * The service's definition. Push takes raw messages, so that a server admits them by bytes.
   *
   * @param limit the largest message
   */
  public static ServerServiceDefinition define(IngesterService service, SizeLimit limit) {
    IngesterRpc rpc = new IngesterRpc(service);
    MethodDescriptor<RawMessage, RawMessage> push =
        RawMethods.unary(IngesterMethods.SERVICE, "Push", limit);
    return ServerServiceDefinition.builder(IngesterMethods.service(push))
        .addMethod(push, new RawUnaryServer(rpc.new Push()))
        .addMethod(IngesterMethods.PROFILE_TYPES, blocking(service::profileTypes))
        .addMethod(IngesterMethods.SERIES, blocking(service::series))
        .addMethod(IngesterMethods.LABEL_NAMES, blocking(service::labelNames))
        .addMethod(IngesterMethods.LABEL_VALUES, blocking(service::labelValues))
        .addMethod(IngesterMethods.MERGE_PROFILES_PPROF, rpc.merging())
        .build();
  }

  private ServerCallHandler<MergeProfilesPprofRequest, MergeProfilesPprofResponse> merging() {
    return withTenant(
        tenant ->
            ServerCalls.asyncBidiStreamingCall(
                responses -> new MergeCall(service, tenant, responses)));
  }

  private static <Q, R> ServerCallHandler<Q, R> blocking(BiFunction<String, Q, R> method) {
    return withTenant(
        tenant ->
            ServerCalls.asyncUnaryCall(
                (Q request, StreamObserver<R> responses) -> {
                  R response;
                  try {
                    response = method.apply(tenant, request);
                  } catch (RuntimeException e) {
                    responses.onError(status(e));
                    return;
                  }
                  responses.onNext(response);
                  responses.onCompleted();
                }));
  }

  private static <Q, R> ServerCallHandler<Q, R> withTenant(
      Function<String, ServerCallHandler<Q, R>> method) {
    return (call, headers) -> {
      String tenant;
      try {
        tenant = Tenant.of(headers.get(TENANT));
      } catch (IllegalArgumentException e) {
        call.close(status(e).getStatus(), new Metadata());
        return new ServerCall.Listener<>() {};
      }
      return method.apply(tenant).startCall(call, headers);
    };
  }

  /** A failure as gRPC tells it. */
  static StatusRuntimeException status(Throwable failure) {
    ServiceException told = Failures.of(failure);
    return Status.fromCode(told.code()).withDescription(told.text()).asRuntimeException();
  }

  private final class Push implements RawUnaryHandler {
    @Override
    public CompletionStage<RawMessage> handle(RawCall call) {
      RawMessage message = call.request();
      try {
        String tenant = Tenant.of(call.headers().get(TENANT));
        PushRequest request =
            PushRequest.parseFrom(ByteBuffer.wrap(message.array(), 0, message.length()));
        return service
            .push(tenant, request)
            .handle(
                (response, failure) -> {
                  if (failure != null) {
                    throw status(failure);
                  }
                  return RawMessage.of(response.toByteArray());
                });
      } catch (InvalidProtocolBufferException | RuntimeException e) {
        return CompletableFuture.failedFuture(status(e));
      }
    }
  }
}
