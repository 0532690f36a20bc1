package io.flaregate.transport.http;

import com.linecorp.armeria.common.util.EventLoopGroups;
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
import java.util.function.Consumer;

/**
 * Event loops that end without the two quiet seconds that Netty waits by default for new tasks: by
 * then every request is answered.
 */
final class PromptGroup extends AbstractEventExecutorGroup implements EventLoopGroup {
  private final EventLoopGroup loops;
  private final Consumer<Channel> onRegister;

  PromptGroup(int threads, String name) {
    this(threads, name, channel -> {});
  }

  /** A group that tells of every channel that it is given. */
  PromptGroup(int threads, String name, Consumer<Channel> onRegister) {
    loops = EventLoopGroups.newEventLoopGroup(threads, name, true);
    this.onRegister = onRegister;
  }

  @Override
  public Future<?> shutdownGracefully(long quietPeriod, long timeout, TimeUnit unit) {
    return loops.shutdownGracefully(0, timeout, unit);
  }

  @Override
  public EventLoop next() {
    return loops.next();
  }

  @Override
  public ChannelFuture register(Channel channel) {
    onRegister.accept(channel);
    return loops.register(channel);
  }

  @Override
  public ChannelFuture register(ChannelPromise promise) {
    onRegister.accept(promise.channel());
    return loops.register(promise);
  }

  @Override
  @Deprecated
  public ChannelFuture register(Channel channel, ChannelPromise promise) {
    return loops.register(channel, promise);
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
  @Deprecated
  public void shutdown() {
    loops.shutdown();
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
