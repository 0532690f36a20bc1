package io.flaregate.transport.guard;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds one connection to the {@link ConnectionRules}; the first handler of its pipeline, which
 * sees bytes as they come.
 *
 * <ul>
 *   <li>Headers of a request come within a time, the first together with the TLS handshake; over
 *       HTTP/2 no frame takes longer, twice the time while a request is under way.
 *   <li>Nothing is read from a client that reads nothing, and it is given up after a time.
 *   <li>A handshake has at most 64 KiB; why it failed is counted.
 *   <li>HTTP/2's frames are counted by an {@link Http2Watch} once the connection speaks it.
 * </ul>
 *
 * <p>Timers are set when something is awaited and look, when they fire, whether it still is: busy
 * connections set few.
 */
public final class ConnectionGuard extends ChannelDuplexHandler {
  // HTTP/2's; no request of HTTP/1 that is as short has a header that matters.
  private static final int PREFACE_BYTES = 24;
  private static final int HANDSHAKE_BYTES = 64 * 1024;
  // What waits for a client; small, as a thousand of them may wait.
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(16 * 1024, 32 * 1024);
  private static final long MIN_BYTES_PER_SECOND = 1024;
  private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ConnectionRules rules;
  private @Nullable Http2Watch http2;
  private @Nullable SslHandler ssl;
  private long handshakeBytes;
  private long requests;
  private int openRequests;
  private boolean awaitsHeaders;
  private boolean hasHeaderTimer;
  private long awaitsSince;
  private boolean isHttp1;
  private boolean ended;

  private ConnectionGuard(ConnectionRules rules) {
    this.rules = requireNonNull(rules, "rules is null");
  }

  /** Guards a new connection, whose pipeline is set up as far as it can be before bytes come. */
  public static void install(ChannelPipeline pipeline, ConnectionRules rules) {
    ConnectionGuard guard = new ConnectionGuard(rules);
    pipeline.addFirst(guard);
    pipeline.addLast(new AfterHandshake(guard));
  }

  /**
   * Has the guard look once a handshake is over, before anything that came with its end is read.
   */
  private static final class AfterHandshake extends ChannelInboundHandlerAdapter {
    private final ConnectionGuard guard;

    AfterHandshake(ConnectionGuard guard) {
      this.guard = guard;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      super.userEventTriggered(ctx, event);
      ChannelHandlerContext first = ctx.pipeline().context(guard);
      if (event instanceof SslHandshakeCompletionEvent && first != null) {
        guard.find(first);
        ctx.pipeline().remove(this);
      }
    }
  }

  /** Tells that the headers of a request have come; called on the connection's event loop. */
  public static void requestBegins(Channel channel) {
    ConnectionGuard guard = channel.pipeline().get(ConnectionGuard.class);
    if (guard != null) {
      guard.requests++;
      guard.openRequests++;
      guard.awaitsHeaders = false;
    }
  }

  /** Tells that a request was received whole and answered. */
  public static void requestEnds(Channel channel) {
    EventExecutor loop = channel.eventLoop();
    if (!loop.inEventLoop()) {
      if (!loop.isShuttingDown()) {
        loop.execute(() -> requestEnds(channel));
      }
      return;
    }
    ConnectionGuard guard = channel.pipeline().get(ConnectionGuard.class);
    if (guard != null) {
      guard.openRequests--;
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel().config().setWriteBufferWaterMark(WATER_MARK);
    awaitHeaders(ctx);
    if (!rules.maxAge().isZero()) {
      var unused =
          ctx.executor()
              .schedule(
                  () -> end(ctx, EndReason.AGE), rules.maxAge().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
    Http2Watch watch = http2;
    if (ended || (watch != null && watch.isEnding())) {
      ReferenceCountUtil.release(msg);
      return;
    }
    if (msg instanceof ByteBuf bytes && !fitsHandshake(ctx, bytes.readableBytes())) {
      ReferenceCountUtil.release(msg);
      return;
    }
    int openBefore = openRequests;
    long progressBefore = progress();
    pass(ctx, msg);
    find(ctx);
    if (progress() != progressBefore) {
      awaitsHeaders = false;
    } else if (http2 != null || openBefore == 0) {
      awaitHeaders(ctx);
    }
  }

  /**
   * Without TLS it is the first bytes that tell what is spoken; they go ahead, so that the rest
   * finds everything in its place.
   */
  private void pass(ChannelHandlerContext ctx, Object msg) {
    if (msg instanceof ByteBuf bytes
        && !isKnown()
        && ssl == null
        && bytes.readableBytes() > PREFACE_BYTES) {
      ctx.fireChannelRead(bytes.readRetainedSlice(PREFACE_BYTES));
      find(ctx);
    }
    ctx.fireChannelRead(msg);
  }

  private boolean isKnown() {
    return http2 != null || isHttp1;
  }

  private long progress() {
    return http2 == null ? requests : http2.frames();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    super.channelActive(ctx);
    find(ctx);
  }

  /** Looks what is spoken; handlers come and go while that is found out. */
  private void find(ChannelHandlerContext ctx) {
    if (http2 != null) {
      return;
    }
    if (ssl == null) {
      SslHandler handler = ctx.pipeline().get(SslHandler.class);
      if (handler != null) {
        ssl = handler;
        handler.handshakeFuture().addListener(done -> handshakeEnded(done.cause()));
      }
    }
    Http2ConnectionHandler handler = ctx.pipeline().get(Http2ConnectionHandler.class);
    ChannelHandler http1 = ctx.pipeline().get(CombinedChannelDuplexHandler.class);
    if (http1 != null && !isHttp1) {
      isHttp1 = true;
      ctx.pipeline().addAfter(ctx.pipeline().context(http1).name(), null, new Http1Check());
    }
    if (handler != null) {
      http2 = Http2Watch.install(ctx, handler, rules.metrics()::ended);
    }
  }

  private void handshakeEnded(@Nullable Throwable failure) {
    if (failure != null && !ended) {
      rules.metrics().handshakeFailed(failure);
    }
  }

  private boolean fitsHandshake(ChannelHandlerContext ctx, int bytes) {
    SslHandler handler = ssl;
    if (handler == null || handler.handshakeFuture().isDone()) {
      return true;
    }
    handshakeBytes += bytes;
    if (handshakeBytes <= HANDSHAKE_BYTES) {
      return true;
    }
    end(ctx, EndReason.HANDSHAKE_SIZE);
    return false;
  }

  private void awaitHeaders(ChannelHandlerContext ctx) {
    if (awaitsHeaders || rules.headerTimeout().isZero()) {
      return;
    }
    awaitsHeaders = true;
    awaitsSince = System.nanoTime();
    if (!hasHeaderTimer) {
      hasHeaderTimer = true;
      headerTimer(ctx, rules.headerTimeout().toNanos());
    }
  }

  private void headerTimer(ChannelHandlerContext ctx, long nanos) {
    var unused = ctx.executor().schedule(() -> lookForHeaders(ctx), nanos, TimeUnit.NANOSECONDS);
  }

  private void lookForHeaders(ChannelHandlerContext ctx) {
    if (!awaitsHeaders || !ctx.channel().isActive()) {
      hasHeaderTimer = false;
      return;
    }
    long timeout = rules.headerTimeout().toNanos();
    if (http2 != null && http2.hasStreams()) {
      timeout *= 2;
    }
    long left = awaitsSince + timeout - System.nanoTime();
    if (left > 0) {
      headerTimer(ctx, left);
    } else {
      end(ctx, EndReason.HEADER_TIMEOUT);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) throws Exception {
    boolean writable = ctx.channel().isWritable();
    if (!rules.writeTimeout().isZero()) {
      ctx.channel().config().setAutoRead(writable);
      if (!writable) {
        writeTimer(ctx, ctx.channel().bytesBeforeWritable());
      }
    }
    super.channelWritabilityChanged(ctx);
  }

  private void writeTimer(ChannelHandlerContext ctx, long waitingBytes) {
    long nanos = rules.writeTimeout().toNanos();
    var unused =
        ctx.executor().schedule(() -> lookForReads(ctx, waitingBytes), nanos, TimeUnit.NANOSECONDS);
  }

  private void lookForReads(ChannelHandlerContext ctx, long waitingBefore) {
    if (ctx.channel().isWritable() || !ctx.channel().isActive()) {
      return;
    }
    long waiting = ctx.channel().bytesBeforeWritable();
    long floor = MIN_BYTES_PER_SECOND * rules.writeTimeout().toNanos() / NANOS_PER_SECOND;
    if (waitingBefore - waiting >= Math.max(1, floor)) {
      writeTimer(ctx, waiting);
    } else {
      end(ctx, EndReason.SLOW_READER);
    }
  }

  private void end(ChannelHandlerContext ctx, EndReason reason) {
    if (ended || !ctx.channel().isActive()) {
      return;
    }
    ended = true;
    rules.metrics().ended(reason.label());
    // From here on: what waits for the client is not waited for.
    ChannelFuture unused = ctx.close();
  }
}
