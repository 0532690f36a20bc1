package io.flaregate.phlare.exporter;

import io.flaregate.phlare.config.PhlareExporterConfig;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.delivery.Destination;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.phlare.push.Credentials;
import io.flaregate.phlare.push.DistributorClient;
import io.flaregate.phlare.push.IngesterClients;
import io.flaregate.phlare.push.PushHeaders;
import io.flaregate.phlare.ringpage.MembershipPages;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.telemetry.Gauge;
import io.flaregate.transport.tls.ClientTls;
import io.flaregate.transport.tls.ClientTlsWatch;
import io.flaregate.transport.tls.TlsClientConfig;
import io.flaregate.transport.tls.TlsException;
import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Opens the destinations that a configuration names. */
final class DestinationsFactory {
  private DestinationsFactory() {}

  /**
   * Opens destinations.
   *
   * @param shared asked for the membership of a configuration with neither ring nor endpoint
   */
  static Destinations open(
      Settings settings, PhlareExporterConfig config, Supplier<Optional<Membership>> shared)
      throws ComponentException {
    try {
      return config.endpoint().isEmpty()
          ? ring(settings, config, shared)
          : endpoint(settings, config);
    } catch (TlsException e) {
      throw new ComponentException("exporter " + settings.id() + ": tls: " + e.getMessage(), e);
    }
  }

  private static Destinations ring(
      Settings settings, PhlareExporterConfig config, Supplier<Optional<Membership>> shared)
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
    observe(settings, clients);
    PhlareRingConfig own = config.ring();
    return new RingDestinations(
        own == null ? shared(settings, shared) : open(settings, own),
        own != null,
        clients,
        watch(settings, config, material),
        config.ingestionTenantShardSize());
  }

  private static Membership open(Settings settings, PhlareRingConfig ring)
      throws ComponentException {
    Membership membership = Membership.open(ring, settings);
    MembershipPages.open(settings, ring, membership);
    return membership;
  }

  private static Membership shared(Settings settings, Supplier<Optional<Membership>> shared)
      throws ComponentException {
    return shared
        .get()
        .orElseThrow(
            () ->
                new ComponentException(
                    "exporter "
                        + settings.id()
                        + " has neither ring nor endpoint, and no extension phlare has a ring"));
  }

  private static @Nullable ClientTls material(@Nullable TlsClientConfig tls) throws TlsException {
    return tls == null || tls.insecure() ? null : ClientTls.load(tls);
  }

  private static @Nullable ClientTlsWatch watch(
      Settings settings, PhlareExporterConfig config, @Nullable ClientTls material) {
    return material == null
        ? null
        : new ClientTlsWatch(settings, material, config.poolConfig().clientCleanupPeriod());
  }

  private static void observe(Settings settings, IngesterClients clients) {
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
