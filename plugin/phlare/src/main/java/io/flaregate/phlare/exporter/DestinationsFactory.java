package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.delivery.Destination;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.phlare.push.Credentials;
import io.flaregate.phlare.push.DistributorClient;
import io.flaregate.phlare.push.IngesterClients;
import io.flaregate.phlare.push.PushHeaders;
import io.flaregate.phlare.push.TlsWatch;
import io.flaregate.phlare.ringpage.Forgetter;
import io.flaregate.phlare.ringpage.RingAdmin;
import io.flaregate.phlare.ringpage.RingKind;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsException;
import io.netty.handler.ssl.SslContext;
import org.jspecify.annotations.Nullable;

/** Opens the destinations that a configuration names. */
final class DestinationsFactory {
  private DestinationsFactory() {}

  static Destinations open(Settings settings, PhlareExporterConfig config)
      throws ComponentException {
    PhlareRingConfig ring = config.ring();
    try {
      return ring == null ? endpoint(settings, config) : ring(settings, config, ring);
    } catch (TlsException e) {
      throw new ComponentException("exporter " + settings.id() + ": tls: " + e.getMessage(), e);
    }
  }

  private static Destinations ring(
      Settings settings, PhlareExporterConfig config, PhlareRingConfig ring)
      throws TlsException, ComponentException {
    TlsClientConfig tls = config.tls();
    ClientTls material = material(tls);
    SslContext context = material == null ? null : material.grpcContext();
    String serverName = tls == null ? "" : tls.serverNameOverride();
    IngesterClients clients =
        new IngesterClients(
            settings,
            context,
            serverName,
            PushHeaders.of(config),
            config.poolConfig(),
            config.pushtimeout());
    observe(settings, ring, clients);
    Membership membership = Membership.open(ring, settings);
    show(settings, ring, membership);
    return new RingDestinations(
        membership, clients, watch(settings, config, material), config.ingestionTenantShardSize());
  }

  private static @Nullable ClientTls material(@Nullable TlsClientConfig tls) throws TlsException {
    return tls == null || tls.insecure() ? null : ClientTls.load(tls);
  }

  private static @Nullable TlsWatch watch(
      Settings settings, PhlareExporterConfig config, @Nullable ClientTls material) {
    return material == null
        ? null
        : new TlsWatch(settings, material, config.poolConfig().clientCleanupPeriod());
  }

  private static void show(Settings settings, PhlareRingConfig ring, Membership membership) {
    RingAdmin.open(
        settings,
        membership.ingesters(),
        RingKind.INGESTER,
        forgetter(ring, membership, ring.kvstore().ringKey(), membership.ingesters()));
    RingAdmin.open(
        settings,
        membership.distributors(),
        RingKind.DISTRIBUTOR,
        forgetter(ring, membership, ring.kvstore().distributorKey(), membership.distributors()));
  }

  private static @Nullable Forgetter forgetter(
      PhlareRingConfig ring, Membership membership, String key, RingSource source) {
    return ring.allowForget()
        ? membership
            .forgetting()
            .map(writer -> new StoreForgetter(writer, key, source))
            .orElse(null)
        : null;
  }

  private static void observe(Settings settings, PhlareRingConfig ring, IngesterClients clients) {
    settings
        .meter()
        .gauge("pyroscope_distributor_replication_factor", "How many ingesters keep each series.")
        .set(ring.replicationFactor());
    Gauge count =
        settings
            .meter()
            .gauge("pyroscope_distributor_ingester_clients", "Ingesters with an open client.");
    count.observe(clients::size);
  }

  private static Destinations endpoint(Settings settings, PhlareExporterConfig config)
      throws TlsException {
    ClientTls material = material(config.tls());
    DistributorClient client =
        new DistributorClient(
            config.endpoint(),
            config.tls(),
            material,
            PushHeaders.of(config),
            Credentials.of(config, System::nanoTime),
            config.proxyUrl(),
            settings.callbacks(),
            settings.scheduler(),
            settings.clock());
    return new EndpointDestination(
        new Destination(config.endpoint(), client), watch(settings, config, material));
  }
}
