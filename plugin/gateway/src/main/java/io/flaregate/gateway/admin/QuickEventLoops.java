package io.flaregate.gateway.admin;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.AbstractEventExecutorGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Event loops that end at once when they are asked to end. Netty's own wait until nothing has
 * happened for two seconds, by which time a server that is drained has long nothing left to do.
 */
final class QuickEventLoops extends AbstractEventExecutorGroup implements EventLoopGroup {
  private static final long LIMIT_SECONDS = 2;

  private final EventLoopGroup loops;

  QuickEventLoops(EventLoopGroup loops) {
    this.loops = loops;
  }

  @Override
  public Future<?> shutdownGracefully() {
    return loops.shutdownGracefully(0, LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    return loops.shutdownGracefully(quietPeriod, timeout, unit);
  }

  @Override
  @Deprecated
  public void shutdown() {
    Future<?> unused = shutdownGracefully();
  }

  @Override
  public EventLoop next() {
    return loops.next();
  }

  @Override
  public ChannelFuture register(Channel channel) {
    return loops.register(channel);
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    return loops.register(promise);
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    return loops.next().register(promise);
  }

  @Override
  public Iterator<EventExecutor> iterator() {
    return loops.iterator();
  }

  @Override
  public boolean isShuttingDown() {
    return loops.isShuttingDown();
  }

  @Override
  public Future<?> terminationFuture() {
    return loops.terminationFuture();
  }

  @Override
  public boolean isShutdown() {
    return loops.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return loops.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return loops.awaitTermination(timeout, unit);
  }
}
