package io.flaregate.transport.grpc;

import io.flaregate.transport.guard.ConnectionGuard;
import io.flaregate.transport.guard.ConnectionRules;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslContext;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The library's negotiation of TLS and HTTP/2, on connections that are guarded. The classes are
 * internal to gRPC, but this is the only place where its server lets anybody at a pipeline.
 */
final class GuardedNegotiator implements InternalProtocolNegotiator.ProtocolNegotiator {
  private final InternalProtocolNegotiator.ProtocolNegotiator inner;
  private final ConnectionRules rules;

  GuardedNegotiator(@Nullable SslContext tls, ConnectionRules rules) {
    inner =
        tls == null
            ? InternalProtocolNegotiators.serverPlaintext()
            : InternalProtocolNegotiators.serverTls(tls);
    this.rules = rules;
  }

  @Override
  public AsciiString scheme() {
    return inner.scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler handler) {
    return new Start(inner.newHandler(handler));
  }

  @Override
  public void close() {
    inner.close();
  }

  /** Puts the guard first and the library's handler where this one stood. */
  private final class Start extends ChannelInboundHandlerAdapter {
    private final ChannelHandler next;

    Start(ChannelHandler next) {
      this.next = next;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.pipeline().replace(ctx.handler(), null, next);
      ConnectionGuard.install(ctx.pipeline(), rules);
    }
  }
}
