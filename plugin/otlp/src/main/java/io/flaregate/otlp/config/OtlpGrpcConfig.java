package io.flaregate.otlp.config;

import static java.util.Objects.requireNonNull;

import io.flaregate.spi.config.Description;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.config.Validated;
import io.flaregate.transport.auth.AuthConfig;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.grpc.GrpcServerBuilder;
import io.flaregate.transport.grpc.KeepaliveConfig;
import io.flaregate.transport.tls.TlsServerConfig;
import org.jspecify.annotations.Nullable;

/** OTLP over gRPC. */
public record OtlpGrpcConfig(
    @Description("Where to listen, host:port.") String endpoint,
    @Description("The largest request in MiB, before and after decompression; 0: 64.")
        int maxRecvMsgSizeMib,
    @Description("How many calls a connection may have under way; 0: 100.")
        int maxConcurrentStreams,
    @Description("How long connections are kept.") KeepaliveConfig keepalive,
    @Description("TLS; plain text if it is not given.") @Nullable TlsServerConfig tls,
    @Description("Who may send; everyone if it is not given.") @Nullable AuthConfig auth)
    implements Validated {
  private static final int DEFAULT_MIB = 64;
  private static final int MIB = 1024 * 1024;
  private static final int MAX_MIB = SizeLimit.MAX_BYTES / MIB;

  public OtlpGrpcConfig {
    requireNonNull(endpoint, "endpoint is null");
    requireNonNull(keepalive, "keepalive is null");
  }

  /** Port 4317 of localhost, 64 MiB as the OTLP specification recommends. */
  public static OtlpGrpcConfig defaults() {
    return new OtlpGrpcConfig(
        "localhost:4317",
        DEFAULT_MIB,
        GrpcServerBuilder.DEFAULT_MAX_CONCURRENT_STREAMS,
        KeepaliveConfig.defaults(),
        null,
        null);
  }

  /** The same on another endpoint. */
  public OtlpGrpcConfig withEndpoint(String other) {
    return new OtlpGrpcConfig(other, maxRecvMsgSizeMib, maxConcurrentStreams, keepalive, tls, auth);
  }

  /** The same with another limit. */
  public OtlpGrpcConfig withMaxRecvMsgSizeMib(int mib) {
    return new OtlpGrpcConfig(endpoint, mib, maxConcurrentStreams, keepalive, tls, auth);
  }

  /** The same with TLS. */
  public OtlpGrpcConfig withTls(TlsServerConfig config) {
    return new OtlpGrpcConfig(
        endpoint, maxRecvMsgSizeMib, maxConcurrentStreams, keepalive, config, auth);
  }

  /** The same for those only whom an extension knows. */
  public OtlpGrpcConfig withAuthenticator(String id) {
    return new OtlpGrpcConfig(
        endpoint, maxRecvMsgSizeMib, maxConcurrentStreams, keepalive, tls, new AuthConfig(id));
  }

  /** The limit of a request. */
  public SizeLimit limit() {
    int mib = maxRecvMsgSizeMib == 0 ? DEFAULT_MIB : maxRecvMsgSizeMib;
    return new SizeLimit(mib * MIB, "max_recv_msg_size_mib: " + mib);
  }

  /** The limit of calls on a connection. */
  public int streams() {
    return maxConcurrentStreams == 0
        ? GrpcServerBuilder.DEFAULT_MAX_CONCURRENT_STREAMS
        : maxConcurrentStreams;
  }

  @Override
  public void validate(Problems problems) {
    Rules.endpoint(problems, endpoint);
    Rules.between(problems, "max_recv_msg_size_mib", maxRecvMsgSizeMib, 0, MAX_MIB);
    Rules.between(problems, "max_concurrent_streams", maxConcurrentStreams, 0, 1_000_000);
  }
}
