package io.flaregate.phlare.limits;

import io.flaregate.spi.component.ComponentId;
import io.flaregate.spi.component.Host;
import java.util.Optional;

/** An extension that has the tenants which several components share. */
public interface TenantsSource {
  /** The tenants; the same ones for the life of the extension. */
  Tenants tenants();

  /** The tenants of the extension {@code phlare}, if the configuration lists it. */
  static Optional<Tenants> find(Host host) {
    return host.extension(new ComponentId("phlare", ""), TenantsSource.class)
        .map(TenantsSource::tenants);
  }
}
