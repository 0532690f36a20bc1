package io.flaregate.phlare.extension;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.Numbers;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.limits.TenantsSource;
import io.flaregate.phlare.limitspage.LimitsMetrics;
import io.flaregate.phlare.limitspage.LimitsPages;
import io.flaregate.phlare.membership.stores.Membership;
import io.flaregate.phlare.membership.stores.MembershipSource;
import io.flaregate.phlare.overrides.OverridesFile;
import io.flaregate.phlare.overrides.OverridesStatus;
import io.flaregate.phlare.ringpage.MembershipPages;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.Extension;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.tenant.TenantBodyLimits;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The extension {@code phlare}: the limits of the tenants, those of single ones from a file, and
 * the ring that exporters share.
 */
public final class PhlareExtension
    implements Extension, TenantsSource, TenantBodyLimits, MembershipSource {
  private final Settings settings;
  private final PhlareExtensionConfig config;
  private final Tenants tenants;
  private volatile @Nullable OverridesFile overrides;
  private volatile @Nullable Membership membership;

  PhlareExtension(Settings settings, PhlareExtensionConfig config) {
    this.settings = requireNonNull(settings, "settings is null");
    this.config = requireNonNull(config, "config is null");
    tenants =
        new Tenants(
            LimitsSnapshot.of(config.limits()), config.ingestionRateStrategy(), System::nanoTime);
  }

  @Override
  public Tenants tenants() {
    return tenants;
  }

  @Override
  public @Nullable SizeLimit bodyLimit(String tenant) {
    LimitsConfig limits = tenants.limits(tenant).config();
    long bytes = limits.ingestionBodyLimitBytes();
    if (bytes == 0 || bytes > SizeLimit.MAX_BYTES) {
      return null;
    }
    String limit = Numbers.plain(limits.ingestionBodyLimitMb());
    return new SizeLimit((int) bytes, "ingestion_body_limit_mb: " + limit + ", tenant: " + tenant);
  }

  @Override
  public Optional<Membership> membership() {
    return Optional.ofNullable(membership);
  }

  @Override
  public void start(Host host) throws ComponentException {
    PhlareRingConfig ring = config.ring();
    if (ring != null) {
      Membership opened = Membership.open(ring, settings);
      membership = opened;
      MembershipPages.open(settings, ring, opened);
    }
    LimitsPages.open(settings, tenants, this::status);
    LimitsMetrics metrics = new LimitsMetrics(settings.meter());
    metrics.show(tenants.snapshot());
    if (!config.runtimeConfig().file().isEmpty()) {
      OverridesFile file =
          new OverridesFile(config.runtimeConfig(), tenants, settings, metrics::show);
      overrides = file;
      file.start();
    }
  }

  private OverridesStatus status() {
    OverridesFile file = overrides;
    return file == null ? OverridesStatus.none() : file.status();
  }

  @Override
  public void shutdown() {
    OverridesFile file = overrides;
    if (file != null) {
      file.close();
    }
    // Extensions end after the exporters that have used it.
    Membership opened = membership;
    membership = null;
    if (opened != null) {
      opened.close();
    }
  }
}
