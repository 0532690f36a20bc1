package io.flaregate.transport.auth;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.extension.AuthenticationException;
import io.flaregate.spi.extension.Authenticator;
import io.flaregate.spi.extension.Identity;
import io.flaregate.transport.answer.GrpcAnswers;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets gRPC calls in whose sender is known, before their messages are asked for. The health service
 * is open to all: probes carry no credentials, and it tells nothing but that the server serves.
 */
public final class GrpcAuthentication implements ServerInterceptor {
  private static final String HEALTH = "grpc.health.v1.Health";
  private static final Context.Key<Identity> IDENTITY = Context.key("flaregate-identity");
  private static final Metadata.Key<String> CHALLENGE =
      Metadata.Key.of("www-authenticate", Metadata.ASCII_STRING_MARSHALLER);

  private final Authenticator authenticator;

  /** A door for the senders that an authenticator knows. */
  public GrpcAuthentication(Authenticator authenticator) {
    this.authenticator = requireNonNull(authenticator, "authenticator is null");
  }

  /** Who sends the call that the calling thread works on; null if nobody was asked. */
  public static @Nullable Identity current() {
    return IDENTITY.get();
  }

  @Override
  public <ReqT, RespT> ServerCall.Listener<ReqT> interceptCall(
      ServerCall<ReqT, RespT> call, Metadata headers, ServerCallHandler<ReqT, RespT> next) {
    if (HEALTH.equals(call.getMethodDescriptor().getServiceName())) {
      return next.startCall(call, headers);
    }
    Identity identity;
    try {
      identity = authenticator.authenticate(name -> values(headers, name));
    } catch (AuthenticationException e) {
      GrpcAnswers.GrpcStatus answer = GrpcAnswers.of(AuthAnswers.of(e));
      if (!e.challenge().isEmpty()) {
        answer.trailers().put(CHALLENGE, e.challenge());
      }
      call.close(answer.status(), answer.trailers());
      return new ServerCall.Listener<>() {};
    }
    Context context = Context.current().withValue(IDENTITY, identity);
    return Contexts.interceptCall(context, call, headers, next);
  }

  private static List<String> values(Metadata headers, String name) {
    Iterable<String> values =
        headers.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
    List<String> list = new ArrayList<>();
    if (values != null) {
      values.forEach(list::add);
    }
    return list;
  }
}
