package io.flaregate.transport.grpc;

import io.flaregate.transport.compress.SizeLimit;
import io.grpc.MethodDescriptor;
import org.jspecify.annotations.Nullable;

/** Descriptors of methods whose messages stay bytes. */
public final class RawMethods {
  private RawMethods() {}

  /**
   * A unary method.
   *
   * @param service the service's full name, such as {@code ingester.v1.IngesterService}
   * @param method the method's name, such as {@code Push}
   * @param limit the limit of what this side reads: requests in a server, responses in a client
   */
  public static MethodDescriptor<RawMessage, RawMessage> unary(
      String service, String method, SizeLimit limit) {
    RawMarshaller marshaller = new RawMarshaller(limit);
    return MethodDescriptor.<RawMessage, RawMessage>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, method))
        .setRequestMarshaller(marshaller)
        .setResponseMarshaller(marshaller)
        .build();
  }

  /**
   * A unary method as a server declares it. To grpc-java it is one to which a client may stream: of
   * a unary one the library resets the stream at a second message, which its client sees as
   * CANCELLED and may try again for ever; {@link RawUnaryServer} answers INTERNAL.
   *
   * @param schemaDescriptor what reflection needs to know, usually an {@code
   *     io.grpc.protobuf.ProtoMethodDescriptorSupplier}; null: nothing
   */
  public static MethodDescriptor<RawMessage, RawMessage> served(
      String service, String method, SizeLimit limit, @Nullable Object schemaDescriptor) {
    return unary(service, method, limit).toBuilder()
        .setType(MethodDescriptor.MethodType.CLIENT_STREAMING)
        .setSchemaDescriptor(schemaDescriptor)
        .build();
  }
}
