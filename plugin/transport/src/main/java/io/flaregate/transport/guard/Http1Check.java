package io.flaregate.transport.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import java.util.List;

/**
 * Has the server refuse requests of HTTP/1 whose end others may see elsewhere: a transfer coding is
 * {@code chunked}, once, or none (RFC 9112, section 6.1). The library refuses what has a length as
 * well, and lengths that are none.
 */
final class Http1Check extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    if (msg instanceof HttpRequest request) {
      List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
      if (!codings.isEmpty()
          && (codings.size() > 1 || !codings.get(0).trim().equalsIgnoreCase("chunked"))) {
        request.setDecoderResult(
            DecoderResult.failure(new IllegalArgumentException("a transfer coding but chunked")));
      }
    }
    super.channelRead(ctx, msg);
  }
}
