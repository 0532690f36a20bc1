package io.flaregate.transport.guard;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;

/** Tells an {@link Http2Watch} of the frames that a library has read. */
final class WatchedFrames extends Http2FrameListenerDecorator {
  private final Http2Watch watch;

  WatchedFrames(Http2FrameListener listener, Http2Watch watch) {
    super(listener);
    this.watch = watch;
  }

  @Override
  public int onDataRead(
      ChannelHandlerContext ctx, int streamId, ByteBuf data, int padding, boolean endOfStream)
      throws Http2Exception {
    watch.frame();
    if (!data.isReadable() && !endOfStream) {
      watch.costly(ctx, EndReason.EMPTY_DATA_FLOOD);
    }
    return super.onDataRead(ctx, streamId, data, padding, endOfStream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx, int streamId, Http2Headers headers, int padding, boolean endStream)
      throws Http2Exception {
    watch.headers();
    super.onHeadersRead(ctx, streamId, headers, padding, endStream);
  }

  @Override
  public void onHeadersRead(
      ChannelHandlerContext ctx,
      int streamId,
      Http2Headers headers,
      int streamDependency,
      short weight,
      boolean exclusive,
      int padding,
      boolean endStream)
      throws Http2Exception {
    watch.headers();
    super.onHeadersRead(
        ctx, streamId, headers, streamDependency, weight, exclusive, padding, endStream);
  }

  @Override
  public void onPriorityRead(
      ChannelHandlerContext ctx,
      int streamId,
      int streamDependency,
      short weight,
      boolean exclusive)
      throws Http2Exception {
    watch.frame();
    watch.costly(ctx, EndReason.PRIORITY_FLOOD);
    super.onPriorityRead(ctx, streamId, streamDependency, weight, exclusive);
  }

  @Override
  public void onRstStreamRead(ChannelHandlerContext ctx, int streamId, long errorCode)
      throws Http2Exception {
    watch.frame();
    watch.reset(ctx, streamId);
    super.onRstStreamRead(ctx, streamId, errorCode);
  }

  @Override
  public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
    watch.frame();
    super.onSettingsAckRead(ctx);
  }

  @Override
  public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings)
      throws Http2Exception {
    watch.frame();
    watch.costly(ctx, EndReason.SETTINGS_FLOOD);
    super.onSettingsRead(ctx, settings);
  }

  @Override
  public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    watch.frame();
    watch.costly(ctx, EndReason.PING_FLOOD);
    super.onPingRead(ctx, data);
  }

  @Override
  public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
    watch.frame();
    super.onPingAckRead(ctx, data);
  }

  @Override
  public void onWindowUpdateRead(ChannelHandlerContext ctx, int streamId, int windowSizeIncrement)
      throws Http2Exception {
    watch.frame();
    watch.windowUpdate(ctx);
    super.onWindowUpdateRead(ctx, streamId, windowSizeIncrement);
  }

  @Override
  public void onUnknownFrame(
      ChannelHandlerContext ctx, byte frameType, int streamId, Http2Flags flags, ByteBuf payload)
      throws Http2Exception {
    watch.frame();
    watch.costly(ctx, EndReason.PRIORITY_FLOOD);
    super.onUnknownFrame(ctx, frameType, streamId, flags, payload);
  }
}
