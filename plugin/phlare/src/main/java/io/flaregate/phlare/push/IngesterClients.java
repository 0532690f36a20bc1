package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.HostPort;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The clients of ingesters, one per address, made when first asked for. Thread-safe.
 *
 * <p>Channels speak HTTP/2 in plain text or over TLS and find out by pings that a peer has
 * vanished: after {@link #KEEPALIVE_SECONDS} without a byte while a push is under way, within
 * {@link #KEEPALIVE_TIMEOUT_SECONDS} more.
 */
public final class IngesterClients implements AutoCloseable {
  static final int KEEPALIVE_SECONDS = 10;
  static final int KEEPALIVE_TIMEOUT_SECONDS = 5;

  private static final int MAX_METADATA_BYTES = 16 << 10;

  private final @Nullable SslContext tls;
  private final String serverName;
  private final PushHeaders headers;
  private final Executor callbacks;
  private final Map<String, IngesterClient> clients = new HashMap<>();
  private final List<IngesterClient> closing = new ArrayList<>();
  private boolean closed;

  /**
   * No clients yet.
   *
   * @param tls null for plain text
   * @param serverName the name that certificates must have; empty: that of the address
   * @param headers what goes along with each push
   * @param callbacks where pushes complete
   */
  public IngesterClients(
      @Nullable SslContext tls, String serverName, PushHeaders headers, Executor callbacks) {
    this.tls = tls;
    this.serverName = requireNonNull(serverName, "serverName is null");
    this.headers = requireNonNull(headers, "headers is null");
    this.callbacks = requireNonNull(callbacks, "callbacks is null");
  }

  /** The client of an address; one that cannot be used answers every push with the reason. */
  public synchronized PushTarget get(String address) {
    if (closed) {
      return PushTarget.unreachable("the exporter has been shut down");
    }
    IngesterClient known = clients.get(address);
    if (known != null) {
      return known;
    }
    try {
      IngesterClient fresh = new IngesterClient(address, channel(address), headers);
      clients.put(address, fresh);
      return fresh;
    } catch (IllegalArgumentException e) {
      return PushTarget.unreachable("ingester cannot be reached: " + e.getMessage());
    }
  }

  private ManagedChannel channel(String address) {
    HostPort peer = HostPort.parse(address);
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(peer.host(), peer.port())
            .executor(callbacks)
            .keepAliveTime(KEEPALIVE_SECONDS, TimeUnit.SECONDS)
            .keepAliveTimeout(KEEPALIVE_TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .maxInboundMessageSize(IngesterClient.MAX_RESPONSE_BYTES)
            .maxInboundMetadataSize(MAX_METADATA_BYTES)
            .disableServiceConfigLookUp();
    if (tls == null) {
      builder.usePlaintext();
    } else {
      builder.sslContext(tls);
      if (!serverName.isEmpty()) {
        builder.overrideAuthority(serverName);
      }
    }
    return builder.build();
  }

  /** How many clients there are. */
  public synchronized int size() {
    return clients.size();
  }

  /** Closes the clients of all other addresses; what they have under way goes on. */
  public synchronized void retain(Set<String> addresses) {
    clients
        .entrySet()
        .removeIf(
            entry -> {
              boolean leaves = !addresses.contains(entry.getKey());
              if (leaves) {
                entry.getValue().close();
              }
              return leaves;
            });
  }

  /** Tries again at once to connect where that failed; called about once a second. */
  public synchronized void reconnect() {
    clients.values().forEach(IngesterClient::reconnect);
  }

  /** Takes no more pushes; those under way go on. */
  public synchronized void shutdown() {
    closed = true;
    clients.values().forEach(IngesterClient::close);
    closing.addAll(clients.values());
    clients.clear();
  }

  /** Shuts down and breaks off what has not ended at a {@link System#nanoTime}. */
  public void close(long deadlineNanos) {
    shutdown();
    List<IngesterClient> all;
    synchronized (this) {
      all = List.copyOf(closing);
      closing.clear();
    }
    try {
      for (IngesterClient client : all) {
        client.awaitEnd(deadlineNanos);
      }
    } catch (InterruptedException e) {
      all.forEach(IngesterClient::abort);
      Thread.currentThread().interrupt();
    }
  }

  /** Shuts down and breaks off what is under way. */
  @Override
  public void close() {
    close(System.nanoTime());
  }
}
