package io.flaregate.phlare.push;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.HostPort;
import io.flaregate.phlare.config.PoolConfig;
import io.flaregate.spi.component.Settings;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The connections to ingesters, one per address, made when first asked for. Thread-safe.
 *
 * <p>Channels speak HTTP/2 in plain text or over TLS and find out by pings that a peer has
 * vanished: after {@link #KEEPALIVE_SECONDS} without a byte while a push is under way, within
 * {@link #KEEPALIVE_TIMEOUT_SECONDS} more. {@link #tend} has to be called a few times a second.
 */
public final class IngesterClients implements AutoCloseable {
  static final int KEEPALIVE_SECONDS = 10;
  static final int KEEPALIVE_TIMEOUT_SECONDS = 5;

  /** An address that takes longer than this to connect to cannot be reached. */
  static final int CONNECT_MILLIS = 2000;

  private static final int MAX_METADATA_BYTES = 16 << 10;

  private final @Nullable SslContext tls;
  private final String serverName;
  private final PushHeaders headers;
  private final Executor callbacks;
  private final PoolConfig pool;
  private final Duration patience;
  private final PoolMetrics metrics;
  private final AwakeClock clock = new AwakeClock(System::nanoTime);
  private final Map<String, IngesterConnection> connections = new HashMap<>();
  private final List<IngesterClient> closing = new ArrayList<>();
  private long nextCheckNanos;
  private boolean closed;

  /**
   * No connections yet.
   *
   * @param settings of the exporter: its callbacks complete pushes
   * @param tls null for plain text
   * @param serverName the name that certificates must have; empty: that of the address
   * @param headers what goes along with each push
   * @param pool how connections are looked after
   * @param patience after how long without any sign of life pushes to an ingester are kept away
   *     (pushtimeout)
   */
  public IngesterClients(
      Settings settings,
      @Nullable SslContext tls,
      String serverName,
      PushHeaders headers,
      PoolConfig pool,
      Duration patience) {
    this.tls = tls;
    this.serverName = requireNonNull(serverName, "serverName is null");
    this.headers = requireNonNull(headers, "headers is null");
    this.pool = requireNonNull(pool, "pool is null");
    this.patience = requireNonNull(patience, "patience is null");
    callbacks = settings.callbacks();
    metrics = new PoolMetrics(settings);
    nextCheckNanos = System.nanoTime() + pool.clientCleanupPeriod().toNanos();
  }

  /** The ingester at an address; one that cannot be used answers every push with the reason. */
  public PushTarget get(String address) {
    return get(address, address);
  }

  /**
   * The ingester at an address; one that cannot be used answers every push with the reason.
   *
   * @param ingester its name in metrics and messages
   */
  public synchronized PushTarget get(String ingester, String address) {
    if (closed) {
      return PushTarget.unreachable("the exporter has been shut down");
    }
    IngesterConnection known = connections.get(address);
    if (known != null) {
      return known;
    }
    try {
      HostPort peer = HostPort.parse(address);
      IngesterConnection fresh =
          new IngesterConnection(
              ingester,
              address,
              () -> new IngesterClient(address, channel(peer), headers),
              patience,
              clock,
              metrics);
      connections.put(address, fresh);
      return fresh;
    } catch (IllegalArgumentException e) {
      return PushTarget.unreachable("ingester cannot be reached: " + e.getMessage());
    }
  }

  private ManagedChannel channel(HostPort peer) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(peer.host(), peer.port())
            .executor(callbacks)
            .withOption(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
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

  /** How many connections there are. */
  public synchronized int size() {
    return connections.size();
  }

  /** Closes the connections to all other addresses; what they have under way goes on. */
  public synchronized void retain(Set<String> addresses) {
    connections
        .entrySet()
        .removeIf(
            entry -> {
              boolean leaves = !addresses.contains(entry.getKey());
              if (leaves) {
                closing.add(entry.getValue().close());
              }
              return leaves;
            });
  }

  /**
   * Looks after the connections: tries again to connect where that failed, and asks ingesters from
   * time to time whether they are well. Called a few times a second.
   */
  public synchronized void tend() {
    clock.tick();
    closing.removeIf(IngesterClient::isEnded);
    connections.values().forEach(IngesterConnection::reconnect);
    long now = System.nanoTime();
    if (now - nextCheckNanos < 0) {
      return;
    }
    nextCheckNanos = now + pool.clientCleanupPeriod().toNanos();
    if (pool.healthCheckIngesters()) {
      connections.values().forEach(this::check);
    }
  }

  private void check(IngesterConnection connection) {
    connection
        .check(pool.remoteTimeout())
        .thenAccept(
            given -> {
              if (given != null) {
                keep(given);
              }
            });
  }

  /** Remembers a channel that may have pushes under way, so that the end is the end of them too. */
  private void keep(IngesterClient given) {
    boolean late;
    synchronized (this) {
      late = closed;
      if (!late) {
        closing.add(given);
      }
    }
    if (late) {
      given.abort();
    }
  }

  /** Takes no more pushes; those under way go on. */
  public synchronized void shutdown() {
    closed = true;
    connections.values().forEach(connection -> closing.add(connection.close()));
    connections.clear();
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
