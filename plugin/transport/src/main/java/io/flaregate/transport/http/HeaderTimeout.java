package io.flaregate.transport.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection whose first request has not shown its headers in time, TLS handshake
 * included. Later requests on a connection are bounded by its idle timeout and its age.
 */
final class HeaderTimeout extends ChannelInboundHandlerAdapter {
  private final long timeoutNanos;
  private @Nullable Future<?> timeout;

  HeaderTimeout(long timeoutNanos) {
    this.timeoutNanos = timeoutNanos;
  }

  /** Ends the timeout of a connection, if it still runs. */
  static void headerSeen(Channel channel) {
    HeaderTimeout handler = channel.pipeline().get(HeaderTimeout.class);
    if (handler != null) {
      channel.pipeline().remove(handler);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    timeout = ctx.executor().schedule(() -> close(ctx), timeoutNanos, TimeUnit.NANOSECONDS);
  }

  private static void close(ChannelHandlerContext ctx) {
    ChannelFuture unused = ctx.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    Future<?> running = timeout;
    if (running != null) {
      running.cancel(false);
    }
  }
}
