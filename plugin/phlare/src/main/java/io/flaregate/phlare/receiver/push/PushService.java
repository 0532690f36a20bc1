package io.flaregate.phlare.receiver.push;

import static java.util.Objects.requireNonNull;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.flaregate.phlare.receiver.batch.BatchRequests;
import io.flaregate.phlare.receiver.batch.PprofIntake;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.receiver.GrpcExchange;
import io.flaregate.transport.rpc.GrpcForm;
import java.time.Duration;

/**
 * {@code push.v1.PusherService/Push}: the content type tells whether a call is gRPC, gRPC-web or
 * Connect.
 */
public final class PushService implements HttpService {
  /** Where Push is. */
  public static final String PATH = "/push.v1.PusherService/Push";

  private final GrpcExchange grpc;
  private final ConnectPush connect;

  /**
   * A service.
   *
   * @param limit how large a message may be, as it comes and decompressed
   * @param readTimeout how long it may take to come; zero: no end
   */
  public PushService(BatchRequests requests, SizeLimit limit, Duration readTimeout) {
    requireNonNull(readTimeout, "readTimeout is null");
    PushRequests pushes = new PushRequests(requests, new PprofIntake(limit));
    grpc =
        new GrpcExchange(
            requests.shared(), limit, readTimeout, new GrpcPush(pushes, requests.shared()));
    connect = new ConnectPush(pushes, requests.shared(), limit, readTimeout);
  }

  @Override
  public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
    MediaType type = request.contentType();
    boolean isGrpc = type != null && GrpcForm.isGrpc(type);
    return isGrpc && request.method() == HttpMethod.POST
        ? grpc.serve(ctx, request, type)
        : connect.serve(ctx, request, type);
  }
}
