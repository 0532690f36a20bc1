package io.flaregate.phlare.extension;

import static java.util.Objects.requireNonNull;

import io.flaregate.phlare.limits.LimitsConfig;
import io.flaregate.phlare.limits.LimitsSnapshot;
import io.flaregate.phlare.limits.Numbers;
import io.flaregate.phlare.limits.Tenants;
import io.flaregate.phlare.limits.TenantsSource;
import io.flaregate.phlare.limitspage.LimitsMetrics;
import io.flaregate.phlare.limitspage.LimitsPages;
import io.flaregate.phlare.overrides.OverridesFile;
import io.flaregate.phlare.overrides.OverridesStatus;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.component.Host;
import io.flaregate.spi.component.Settings;
import io.flaregate.spi.extension.Extension;
import io.flaregate.transport.compress.SizeLimit;
import io.flaregate.transport.tenant.TenantBodyLimits;
import org.jspecify.annotations.Nullable;

/** The extension {@code phlare}: the limits of the tenants, those of single ones from a file. */
public final class PhlareExtension implements Extension, TenantsSource, TenantBodyLimits {
  private final Settings settings;
  private final PhlareExtensionConfig config;
  private final Tenants tenants;
  private volatile @Nullable OverridesFile overrides;

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
  public void start(Host host) throws ComponentException {
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
  }
}
