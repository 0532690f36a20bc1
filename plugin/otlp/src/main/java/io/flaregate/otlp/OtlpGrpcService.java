package io.flaregate.otlp;

import io.flaregate.otlp.config.DevelopmentVersion;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.RequestContext;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.RawCall;
import io.flaregate.transport.grpc.RawMessage;
import io.flaregate.transport.grpc.RawMethods;
import io.flaregate.transport.grpc.RawUnaryHandler;
import io.flaregate.transport.grpc.RawUnaryServer;
import io.flaregate.transport.receiver.ReceiverShared;
import io.flaregate.transport.tenant.Tenancy;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.opentelemetry.proto.collector.profiles.v1development.ProfilesServiceGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** OTLP over gRPC. */
final class OtlpGrpcService implements RawUnaryHandler {
  /** What a client whose protocol is too old is told. */
  static final String OLD_PROTOCOL =
      "profiles of v1experimental are not supported; upgrade the sender to OTLP v1development"
          + " (OpenTelemetry Collector 0.148 or newer)";

  private static final String OLD_SERVICE =
      "opentelemetry.proto.collector.profiles.v1experimental.ProfilesService";
  private static final String METHOD = "Export";

  /** The full name of the method of former versions. */
  static final String OLD_METHOD = OLD_SERVICE + "/" + METHOD;

  private static final String TRANSPORT = "grpc";
  private static final Metadata.Key<String> VERSION =
      Metadata.Key.of(DevelopmentVersion.NAME, Metadata.ASCII_STRING_MARSHALLER);

  private final OtlpRequests requests;
  private final ReceiverShared shared;
  private final SizeLimit limit;

  /**
   * A service.
   *
   * @param limit how large a request may be, whosever it is
   */
  OtlpGrpcService(OtlpRequests requests, ReceiverShared shared, SizeLimit limit) {
    this.requests = requests;
    this.shared = shared;
    this.limit = limit;
  }

  /** The full name of the method that takes profiles. */
  static String exportMethod() {
    return ProfilesServiceGrpc.getExportMethod().getFullMethodName();
  }

  /** The service, with its schema for reflection. */
  ServerServiceDefinition definition() {
    MethodDescriptor<RawMessage, RawMessage> export =
        RawMethods.served(
            ProfilesServiceGrpc.SERVICE_NAME,
            METHOD,
            limit,
            ProfilesServiceGrpc.getExportMethod().getSchemaDescriptor());
    ServiceDescriptor descriptor =
        ServiceDescriptor.newBuilder(ProfilesServiceGrpc.SERVICE_NAME)
            .setSchemaDescriptor(ProfilesServiceGrpc.getServiceDescriptor().getSchemaDescriptor())
            .addMethod(export)
            .build();
    return ServerServiceDefinition.builder(descriptor)
        .addMethod(export, new RawUnaryServer(this))
        .build();
  }

  /** The service of former versions, which says what to do. */
  static ServerServiceDefinition oldDefinition(SizeLimit limit) {
    return ServerServiceDefinition.builder(OLD_SERVICE)
        .addMethod(
            RawMethods.unary(OLD_SERVICE, METHOD, limit),
            RawUnaryServer.refusing(Status.UNIMPLEMENTED.withDescription(OLD_PROTOCOL)))
        .build();
  }

  @Override
  public void check(Metadata headers) {
    Iterable<String> versions = headers.getAll(VERSION);
    if (versions != null) {
      List<String> all = new ArrayList<>();
      versions.forEach(all::add);
      OtlpRequests.checkVersion(all);
    }
    Tenancy unused = shared.tenants().tenancy(headers);
  }

  @Override
  public SizeLimit limit(Metadata headers) {
    return shared.limits().of(shared.tenants().tenancy(headers).tenant(), limit);
  }

  @Override
  public void refused(Metadata headers, Answer answer) {
    if (answer.kind() == Answer.Kind.TOO_LARGE) {
      shared.metrics().tooLarge(shared.tenants().tenancy(headers).tenant());
    }
  }

  @Override
  public CompletionStage<RawMessage> handle(RawCall call) {
    Tenancy tenancy = shared.tenants().tenancy(call.headers());
    RequestContext context =
        new RequestContext(
            tenancy.tenant(),
            TRANSPORT,
            shared.unixNanos(),
            call.deadlineNanos(),
            Map.of(),
            call.cancellation());
    RawMessage request = call.request();
    return requests
        .handle(
            request.array(), request.length(), call.wireBytes(), tenancy, context, call.account())
        .thenApply(OtlpGrpcService::response);
  }

  private static RawMessage response(Answer answer) {
    if (OtlpResponses.isSuccess(answer)) {
      return RawMessage.of(OtlpResponses.success(answer));
    }
    throw new AnswerException(answer);
  }
}
