package io.flaregate.transport.grpc;

import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsContexts;
import io.flaregate.transport.tls.TlsException;
import io.grpc.DecompressorRegistry;
import io.grpc.netty.NettyChannelBuilder;

/** Channels to gRPC servers. */
public final class GrpcChannels {
  private GrpcChannels() {}

  /**
   * A channel's builder with TLS set as configured; timeouts, keepalive and executors are the
   * caller's.
   *
   * @param target {@code host:port} or another target that gRPC's name resolution knows
   * @throws TlsException if a certificate, key or authority cannot be used
   */
  public static NettyChannelBuilder builder(String target, TlsClientConfig tls)
      throws TlsException {
    NettyChannelBuilder builder = NettyChannelBuilder.forTarget(target);
    if (tls.insecure()) {
      return builder.usePlaintext();
    }
    builder.sslContext(TlsContexts.grpcClient(tls));
    if (!tls.serverNameOverride().isEmpty()) {
      builder.overrideAuthority(tls.serverNameOverride());
    }
    return builder;
  }

  /**
   * What channels need to read answers that are compressed: servers of gRPC for Go answer in the
   * compression of the request. What comes out is limited by the channel's size of messages.
   */
  public static DecompressorRegistry decompressors() {
    return CappedDecompressor.registry();
  }
}
