package io.flaregate.phlare.read;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.push.PushHeaders;
import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsContexts;
import io.flaregate.transport.tls.TlsException;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask, and as whom.
 *
 * @param view the ring of ingesters
 * @param shardSize how many ingesters a tenant's series spread over; 0: all
 * @param headers what goes along with each question
 * @param tls null for plain text
 * @param serverName the name that certificates must have; empty: that of the address
 */
public record ReadTarget(
    RingView view,
    int shardSize,
    PushHeaders headers,
    @Nullable SslContext tls,
    String serverName) {
  public ReadTarget {
    requireNonNull(view, "view is null");
    requireNonNull(headers, "headers is null");
    requireNonNull(serverName, "serverName is null");
  }

  /** Ingesters that take plain text. */
  public static ReadTarget plaintext(RingView view, int shardSize) {
    PushHeaders headers = PushHeaders.of(PhlareExporterConfig.defaults());
    return new ReadTarget(view, shardSize, headers, null, "");
  }

  /**
   * Ingesters as an exporter talks to them.
   *
   * @throws TlsException if its certificates or keys cannot be used
   */
  public static ReadTarget configured(RingView view, int shardSize, PhlareExporterConfig exporter)
      throws TlsException {
    TlsClientConfig tls = exporter.tls();
    @Nullable SslContext context =
        tls == null || tls.insecure() ? null : TlsContexts.grpcClient(tls);
    String serverName = tls == null ? "" : tls.serverNameOverride();
    return new ReadTarget(view, shardSize, PushHeaders.of(exporter), context, serverName);
  }
}
