package io.flaregate.transport.guard;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Watches the frames of one HTTP/2 connection: counts what only costs the server, and ends the
 * connection by GOAWAY with ENHANCE_YOUR_CALM when it is too much. Sees what comes by the frames
 * that the library has read ({@link WatchedFrames}), and what goes by the bytes that it writes,
 * which is where streams are seen that the server was made to reset, and connections that the
 * library itself ends.
 */
final class Http2Watch extends ChannelOutboundHandlerAdapter {
  private static final int RESET_BYTES = 13;
  private static final int RESET_PAYLOAD_BYTES = 4;
  private static final int FRAME_TYPE_AT = 3;
  private static final int STREAM_AT = 5;
  private static final int GO_AWAY_ERROR_AT = 13;
  private static final int GO_AWAY_BYTES = 17;
  private static final int HEADER_BYTES = 9;
  // One for the stream and one for the connection.
  private static final int UPDATES_PER_FRAME = 2;
  private static final int MAX_UPDATES = 10_000;

  private final Http2ConnectionHandler handler;
  private final FloodCount counts = new FloodCount(System.nanoTime());
  private final Consumer<String> onEnd;
  private long frames;
  private int updates;
  private @Nullable EndReason ending;
  private boolean told;

  Http2Watch(Http2ConnectionHandler handler, Consumer<String> onEnd) {
    this.handler = handler;
    this.onEnd = onEnd;
  }

  /** Watches a connection whose handler is in its pipeline. */
  static Http2Watch install(
      ChannelHandlerContext ctx, Http2ConnectionHandler handler, Consumer<String> onEnd) {
    Http2Watch watch = new Http2Watch(handler, onEnd);
    String name = ctx.pipeline().context(handler).name();
    ctx.pipeline().addBefore(name, null, watch);
    handler.decoder().frameListener(new WatchedFrames(handler.decoder().frameListener(), watch));
    return watch;
  }

  /** How many frames have come whole. */
  long frames() {
    return frames;
  }

  boolean hasStreams() {
    return handler.connection().numActiveStreams() > 0;
  }

  boolean isEnding() {
    return ending != null;
  }

  void frame() {
    frames++;
  }

  /** A request begins, or ends with trailers. */
  void headers() {
    frame();
    mayUpdate();
  }

  /** Clients open their windows for what they are sent; some do it for each DATA frame. */
  private void mayUpdate() {
    updates = Math.min(MAX_UPDATES, updates + UPDATES_PER_FRAME);
  }

  /** Counts an opened window for which there was no reason. */
  void windowUpdate(ChannelHandlerContext ctx) {
    if (updates > 0) {
      updates--;
    } else {
      costly(ctx, EndReason.WINDOW_UPDATE_FLOOD);
    }
  }

  /**
   * Counts a stream that the client gives up, unless the server has answered it: who is answered
   * before all is said resets the stream to end it (RFC 9113, section 8.1), and has had an answer
   * for it.
   */
  void reset(ChannelHandlerContext ctx, int streamId) {
    Http2Stream stream = handler.connection().stream(streamId);
    if (stream != null && stream.state().localSideOpen()) {
      costly(ctx, EndReason.RAPID_RESET);
    }
  }

  /** Counts a frame that is of no use. */
  void costly(ChannelHandlerContext ctx, EndReason reason) {
    if (counts.add(reason, System.nanoTime()) && ending == null) {
      ending = reason;
      // Not from within the reading or writing of a frame.
      ctx.executor().execute(() -> end(ctx, reason));
    }
  }

  private void end(ChannelHandlerContext ctx, EndReason reason) {
    if (!ctx.channel().isActive()) {
      return;
    }
    ChannelHandlerContext of = ctx.pipeline().context(handler);
    if (of == null) {
      return;
    }
    byte[] text = ("too many frames: " + reason.label()).getBytes(US_ASCII);
    int last = handler.connection().remote().lastStreamCreated();
    handler
        .goAway(
            of,
            last,
            Http2Error.ENHANCE_YOUR_CALM.code(),
            of.alloc().buffer(text.length).writeBytes(text),
            of.newPromise())
        .addListener(ChannelFutureListener.CLOSE);
    of.flush();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
    if (msg instanceof ByteBuf frame) {
      look(ctx, frame);
    }
    ChannelFuture unused = ctx.write(msg, promise);
  }

  private void look(ChannelHandlerContext ctx, ByteBuf frame) {
    int at = frame.readerIndex();
    int length = frame.readableBytes();
    if (length < HEADER_BYTES) {
      return;
    }
    int type = frame.getByte(at + FRAME_TYPE_AT);
    if (length == HEADER_BYTES && type == Http2FrameTypes.DATA) {
      // Its bytes come by themselves.
      mayUpdate();
    }
    if (length < RESET_BYTES) {
      return;
    }
    int payload = frame.getUnsignedMedium(at);
    if (type == Http2FrameTypes.RST_STREAM
        && length == RESET_BYTES
        && payload == RESET_PAYLOAD_BYTES) {
      costly(ctx, EndReason.MADE_YOU_RESET);
    } else if (type == Http2FrameTypes.GO_AWAY
        && length == GO_AWAY_BYTES
        && frame.getInt(at + STREAM_AT) == 0) {
      goesAway(frame.getInt(at + GO_AWAY_ERROR_AT));
    }
  }

  private void goesAway(int code) {
    if (code == Http2Error.NO_ERROR.code() || told) {
      return;
    }
    told = true;
    onEnd.accept(reason(code));
  }

  /** The library ends connections as well, and tells no more than a code. */
  private String reason(int code) {
    EndReason known = ending;
    if (known == null && code == Http2Error.ENHANCE_YOUR_CALM.code()) {
      known = counts.most();
    }
    if (known != null) {
      return known.label();
    }
    Http2Error error = Http2Error.valueOf(code);
    return error == null ? "http2_error" : error.name().toLowerCase(Locale.ROOT);
  }
}
