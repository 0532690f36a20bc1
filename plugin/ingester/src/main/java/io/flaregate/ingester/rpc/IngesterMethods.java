package io.flaregate.ingester.rpc;

import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Message;
import io.flaregate.ingester.proto.ingester.IngesterProto;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofRequest;
import io.flaregate.ingester.proto.ingester.MergeProfilesPprofResponse;
import io.flaregate.ingester.proto.ingester.ProfileTypesRequest;
import io.flaregate.ingester.proto.ingester.ProfileTypesResponse;
import io.flaregate.ingester.proto.ingester.SeriesRequest;
import io.flaregate.ingester.proto.ingester.SeriesResponse;
import io.flaregate.ingester.proto.push.PushRequest;
import io.flaregate.ingester.proto.push.PushResponse;
import io.flaregate.ingester.proto.types.LabelNamesRequest;
import io.flaregate.ingester.proto.types.LabelNamesResponse;
import io.flaregate.ingester.proto.types.LabelValuesRequest;
import io.flaregate.ingester.proto.types.LabelValuesResponse;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.grpc.protobuf.ProtoUtils;

/** The methods of an ingester, for servers and clients. */
public final class IngesterMethods {
  /** The service's full name. */
  public static final String SERVICE = "ingester.v1.IngesterService";

  /** Writes profiles. */
  public static final MethodDescriptor<PushRequest, PushResponse> PUSH =
      method(
          "Push",
          MethodType.UNARY,
          PushRequest.getDefaultInstance(),
          PushResponse.getDefaultInstance());

  /** Tells the types of profiles. */
  public static final MethodDescriptor<ProfileTypesRequest, ProfileTypesResponse> PROFILE_TYPES =
      method(
          "ProfileTypes",
          MethodType.UNARY,
          ProfileTypesRequest.getDefaultInstance(),
          ProfileTypesResponse.getDefaultInstance());

  /** Tells series' labels. */
  public static final MethodDescriptor<SeriesRequest, SeriesResponse> SERIES =
      method(
          "Series",
          MethodType.UNARY,
          SeriesRequest.getDefaultInstance(),
          SeriesResponse.getDefaultInstance());

  /** Tells the names of labels. */
  public static final MethodDescriptor<LabelNamesRequest, LabelNamesResponse> LABEL_NAMES =
      method(
          "LabelNames",
          MethodType.UNARY,
          LabelNamesRequest.getDefaultInstance(),
          LabelNamesResponse.getDefaultInstance());

  /** Tells the values of a label. */
  public static final MethodDescriptor<LabelValuesRequest, LabelValuesResponse> LABEL_VALUES =
      method(
          "LabelValues",
          MethodType.UNARY,
          LabelValuesRequest.getDefaultInstance(),
          LabelValuesResponse.getDefaultInstance());

  /** Adds up profiles that the client picks from those offered. */
  public static final MethodDescriptor<MergeProfilesPprofRequest, MergeProfilesPprofResponse>
      MERGE_PROFILES_PPROF =
          method(
              "MergeProfilesPprof",
              MethodType.BIDI_STREAMING,
              MergeProfilesPprofRequest.getDefaultInstance(),
              MergeProfilesPprofResponse.getDefaultInstance());

  private IngesterMethods() {}

  private static <Q extends Message, R extends Message> MethodDescriptor<Q, R> method(
      String name, MethodType type, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoUtils.marshaller(request))
        .setResponseMarshaller(ProtoUtils.marshaller(response))
        .build();
  }

  /**
   * The service with its file, so that reflection can show it.
   *
   * @param push the method Push as the server reads it
   */
  static ServiceDescriptor service(MethodDescriptor<?, ?> push) {
    return ServiceDescriptor.newBuilder(SERVICE)
        .setSchemaDescriptor(new IngesterFile())
        .addMethod(push)
        .addMethod(PROFILE_TYPES)
        .addMethod(SERIES)
        .addMethod(LABEL_NAMES)
        .addMethod(LABEL_VALUES)
        .addMethod(MERGE_PROFILES_PPROF)
        .build();
  }

  private static final class IngesterFile implements ProtoFileDescriptorSupplier {
    @Override
    public FileDescriptor getFileDescriptor() {
      return IngesterProto.getDescriptor();
    }
  }
}
